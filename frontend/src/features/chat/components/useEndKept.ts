import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Nearer than this to the end counts as being there. */
const NEAR_PX = 48;

export interface EndKept {
  /** Something came below what is seen. */
  below: boolean;
  toEnd: () => void;
  onScroll: () => void;
}

export interface Ends {
  first: string | undefined;
  last: string | undefined;
  own: string | undefined;
  isMarked: boolean;
}

/**
 * Keeps a log at its end while one is there, and where it is while one reads further up; what is put in front moves
 * nothing. `first` and `last` name the ends of what was said and is shown; `own` is the last that one says oneself and
 * that is still to be sent: it must be seen. Where what is new is marked, one begins at the mark.
 */
export function useEndKept(
  box: RefObject<HTMLElement | null>,
  isAtEnd: RefObject<boolean>,
  { first, last, own, isMarked }: Ends,
): EndKept {
  const before = useRef<Pick<Ends, "first" | "last"> & { height: number }>({
    first: undefined,
    last: undefined,
    height: 0,
  });
  /** What one has said oneself was seen once: what is left when another one is sent leads nowhere. */
  const seen = useRef(new Set<string>());
  const [below, setBelow] = useState(false);

  function toEnd(): void {
    const { current } = box;
    if (current !== null) current.scrollTop = current.scrollHeight;
    isAtEnd.current = true;
    setBelow(false);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is shown changes where one is
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const was = before.current;
    if (was.first !== undefined && was.first !== first)
      current.scrollTop += current.scrollHeight - was.height;
    const isNewOwn = own !== undefined && !seen.current.has(own);
    if (isNewOwn) seen.current.add(own);
    if (isNewOwn || (isAtEnd.current && was.last !== last)) toEnd();
    else if (was.last !== last) setBelow(true);
    before.current = { first, last, height: current.scrollHeight };
  }, [first, last, own]);

  useLayoutEffect(() => {
    const { current } = box;
    const mark = isMarked ? current?.querySelector<HTMLElement>(".unread-from") : null;
    if (current == null || mark == null) return;
    const top = mark.offsetTop - current.offsetTop;
    if (top >= current.scrollTop) return;
    current.scrollTop = top;
    isAtEnd.current = false;
    setBelow(true);
  }, [isMarked, box, isAtEnd]);

  // A keyboard that comes up, a line that is answered, a window that is turned: the end stays in sight.
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const watch = new ResizeObserver(() => {
      if (isAtEnd.current) current.scrollTop = current.scrollHeight;
    });
    watch.observe(current);
    if (current.firstElementChild !== null) watch.observe(current.firstElementChild);
    return () => watch.disconnect();
  }, [box, isAtEnd]);

  function onScroll(): void {
    const { current } = box;
    if (current === null) return;
    isAtEnd.current = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR_PX;
    if (isAtEnd.current) setBelow(false);
  }

  return { below, toEnd, onScroll };
}
