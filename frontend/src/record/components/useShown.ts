import { type RefObject, useEffect, useRef } from "react";

/** A picture that was promised and has not come by then keeps the recording waiting no longer. */
const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 40;
const HAVE_CURRENT_DATA = 2;

/**
 * Tells once when what is shown has really been painted: all pictures have a frame, so that no recording begins with
 * initials of people whose cameras are on.
 *
 * @param complete everything that was asked for is here
 * @param ready there is something to show; from then on patience runs out
 */
export function useShown(
  stage: RefObject<HTMLElement | null>,
  complete: boolean,
  ready: boolean,
  shown: () => void,
): void {
  const tell = useRef(shown);
  const isComplete = useRef(complete);
  const done = useRef(false);
  useEffect(() => {
    tell.current = shown;
    isComplete.current = complete;
  });

  useEffect(() => {
    if (!ready || done.current) return;
    const until = performance.now() + PATIENCE_MS;
    const timer = setInterval(() => {
      if (performance.now() < until && !(isComplete.current && allHaveFrames(stage.current))) return;
      clearInterval(timer);
      done.current = true;
      // Two frames: the first draws what is here now, in the second it is on the screen.
      requestAnimationFrame(() => requestAnimationFrame(() => tell.current()));
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [ready, stage]);
}

function allHaveFrames(stage: HTMLElement | null): boolean {
  const videos = [...(stage?.querySelectorAll("video") ?? [])];
  return videos.every(({ readyState }) => readyState >= HAVE_CURRENT_DATA);
}
