import { type Box, isUpright, type Size } from "./grid";

/** Where one's own picture lies. Physical sides: "left" stays left in languages that are written from the right. */
export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";

interface Point {
  x: number;
  y: number;
}

const REM = 16;
const FLAT_HEIGHT = 480;
const PHONE_WIDTH = 640;

/** Upright phone: top right, out of the thumb's way. Everywhere else: bottom right, the other's plate is at the left. */
export function defaultCorner(stage: Size): Corner {
  return isPhone(stage) ? "top-right" : "bottom-right";
}

function isPhone(stage: Size): boolean {
  return isUpright(stage) && stage.width < PHONE_WIDTH;
}

/** Size of one's own picture: a fifth of the stage, never so large that it competes, never too small to see oneself. */
export function selfSize(stage: Size): Size {
  if (isPhone(stage)) return { width: 6.5 * REM, height: (6.5 * REM * 4) / 3 };
  const wide = stage.height < FLAT_HEIGHT - 80 ? 9 * REM : clamp(stage.width * 0.2, 9 * REM, 17 * REM);
  const width = Math.min(wide, stage.width / 2);
  return { width, height: (width * 9) / 16 };
}

/** The box of one's own picture in the given corner. At the bottom left it stands above the other's name plate. */
export function selfBox(stage: Size, corner: Corner): Box {
  const size = selfSize(stage);
  const edge = isPhone(stage) ? 12 : 16;
  const plate = corner === "bottom-left" ? 40 : 0;
  return {
    ...size,
    x: corner.endsWith("left") ? edge : stage.width - size.width - edge,
    y: corner.startsWith("top") ? edge : stage.height - size.height - edge - plate,
  };
}

/** The box of the second person on a stage: small, over the first, at the top of the end side. */
export function secondBox(stage: Size): Box {
  const isNarrow = stage.width < PHONE_WIDTH;
  const wide = isNarrow ? 7 * REM : clamp(stage.width * 0.24, 8 * REM, 16 * REM);
  const width = Math.min(wide, stage.width / 2, (stage.height / 2) * (16 / 9));
  const edge = isNarrow ? 12 : 16;
  return { x: stage.width - width - edge, y: edge, width, height: (width * 9) / 16 };
}

/** The corner in whose quarter of the stage the middle of the dragged box lies. */
export function nearestCorner(stage: Size, box: Box): Corner {
  const middle: Point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const side = middle.x < stage.width / 2 ? "left" : "right";
  return middle.y < stage.height / 2 ? `top-${side}` : `bottom-${side}`;
}

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/** The corner on the other side, at the same height. */
export function flipped(corner: Corner): Corner {
  const [rise, side] = corner.split("-") as ["top" | "bottom", "left" | "right"];
  return `${rise}-${side === "left" ? "right" : "left"}`;
}

/** The corner after an arrow key; null for any other key and where there is nowhere to go. */
export function cornerAfterKey(corner: Corner, key: string): Corner | null {
  if (!ARROWS.has(key)) return null;
  const [rise, side] = corner.split("-") as ["top" | "bottom", "left" | "right"];
  const newRise = key === "ArrowUp" ? "top" : key === "ArrowDown" ? "bottom" : rise;
  const newSide = key === "ArrowLeft" ? "left" : key === "ArrowRight" ? "right" : side;
  const moved: Corner = `${newRise}-${newSide}`;
  return moved === corner ? null : moved;
}

/** Keeps a dragged box inside the stage. */
export function keepInside(stage: Size, box: Box): Box {
  return {
    ...box,
    x: clamp(box.x, 0, Math.max(0, stage.width - box.width)),
    y: clamp(box.y, 0, Math.max(0, stage.height - box.height)),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
