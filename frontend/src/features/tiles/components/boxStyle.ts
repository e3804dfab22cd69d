import type { CSSProperties } from "react";
import type { Box } from "../model/grid";

/** Places are counted from the left edge in every language; whoever draws them turns them round where it must be. */
export function boxStyle({ x, y, width, height }: Box): CSSProperties {
  return { transform: `translate(${x}px, ${y}px)`, width, height };
}
