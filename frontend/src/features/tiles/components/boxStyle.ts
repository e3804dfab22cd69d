import type { CSSProperties } from "react";
import type { Box } from "../model/grid";

/** Places are counted from the left edge also where the language is written from the right: the packing is symmetric. */
export function boxStyle({ x, y, width, height }: Box): CSSProperties {
  return { transform: `translate(${x}px, ${y}px)`, width, height };
}
