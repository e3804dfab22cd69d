import { type RefObject, useLayoutEffect, useState } from "react";
import type { Size } from "../model/grid";

interface Measured {
  size: Size;
  /** The language is written from the right. */
  isRtl: boolean;
}

const NOTHING: Measured = { size: { width: 0, height: 0 }, isRtl: false };

/** The inner size of an element, kept fresh, and its direction. Measured before the first paint, so nothing jumps. */
export function useSize(ref: RefObject<HTMLElement | null>): Measured {
  const [measured, setMeasured] = useState(NOTHING);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      const isRtl = element.closest("[dir]")?.getAttribute("dir") === "rtl";
      setMeasured((last) =>
        last.size.width === width && last.size.height === height && last.isRtl === isRtl
          ? last
          : { size: { width, height }, isRtl },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return measured;
}
