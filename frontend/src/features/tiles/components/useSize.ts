import { type RefObject, useLayoutEffect, useState } from "react";
import type { Size } from "../model/grid";

const NOTHING: Size = { width: 0, height: 0 };

/** The inner size of an element, kept fresh. Measured before the first paint, so nothing jumps. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState(NOTHING);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((last) => (last.width === width && last.height === height ? last : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
