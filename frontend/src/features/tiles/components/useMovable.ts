import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { type Corner, cornerAfterKey, keepInside, nearestCorner } from "../model/corner";
import type { Box, Size } from "../model/grid";

interface Drag {
  pointer: number;
  fromX: number;
  fromY: number;
  box: Box;
}

export interface Movable {
  /** Where to draw it now. */
  box: Box;
  dragging: boolean;
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    onPointerCancel: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
}

/** Lets one's own picture be dragged, or sent to another corner with the arrow keys. It always ends in a corner. */
export function useMovable(
  stage: Size,
  home: Box,
  corner: Corner,
  onMove: (corner: Corner) => void,
): Movable {
  const drag = useRef<Drag | null>(null);
  const [moved, setMoved] = useState<Box | null>(null);

  const at = (event: PointerEvent, from: Drag): Box =>
    keepInside(stage, {
      ...from.box,
      x: from.box.x + event.clientX - from.fromX,
      y: from.box.y + event.clientY - from.fromY,
    });

  return {
    box: moved ?? home,
    dragging: moved !== null,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0 || (event.target as Element).closest("button")) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { pointer: event.pointerId, fromX: event.clientX, fromY: event.clientY, box: home };
      },
      onPointerMove: (event) => {
        if (drag.current?.pointer === event.pointerId) setMoved(at(event, drag.current));
      },
      onPointerUp: (event) => {
        const from = drag.current;
        if (from?.pointer !== event.pointerId) return;
        drag.current = null;
        setMoved(null);
        const target = nearestCorner(stage, at(event, from));
        if (target !== corner) onMove(target);
      },
      onPointerCancel: () => {
        drag.current = null;
        setMoved(null);
      },
      onKeyDown: (event) => {
        const target = cornerAfterKey(corner, event.key);
        if (target === null) return;
        event.preventDefault();
        onMove(target);
      },
    },
  };
}
