/** Which side of its button something opens on, and which edges then lie on one line; without the second word it is centred. */
export type Placement = `${"top" | "bottom"}${"" | " start" | " end"}`;

export interface Size {
  width: number;
  height: number;
}

export interface Rect extends Size {
  left: number;
  top: number;
}

/** In pixels of the window: its own left edge, and the distance of one of its edges from the window's. */
export interface Place {
  left: number;
  from: "top" | "bottom";
  distance: number;
  /** What is higher than this scrolls. */
  maxHeight: number;
}

/** Between the button and what it opens, and between that and the edge of the window. */
const GAP = 8;

/**
 * Where something of this size opens beside its button. It changes to the other side when there is more room there and it
 * does not fit, and is pushed back into the window. It hangs on the edge that lies at the button, so that it may grow later.
 */
export function place(
  placement: Placement,
  button: Rect,
  box: Size,
  window: Size,
  direction: "ltr" | "rtl" = "ltr",
): Place {
  const [side, edge] = placement.split(" ") as ["top" | "bottom", "start" | "end" | undefined];
  const above = button.top - 2 * GAP;
  const below = window.height - button.top - button.height - 2 * GAP;
  const [wanted, other] = side === "top" ? [above, below] : [below, above];
  const turns = box.height > wanted && other > wanted;
  const top = (side === "top") !== turns;

  const left = { start: 0, end: button.width - box.width, none: (button.width - box.width) / 2 };
  const along = direction === "rtl" ? { start: left.end, end: left.start, none: left.none } : left;
  const furthest = window.width - box.width - GAP;
  return {
    left: Math.max(GAP, Math.min(button.left + along[edge ?? "none"], furthest)),
    from: top ? "bottom" : "top",
    distance: GAP + (top ? window.height - button.top : button.top + button.height),
    maxHeight: Math.max(0, top ? above : below),
  };
}
