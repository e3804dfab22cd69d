import { SwitchCamera } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAnnounce } from "../../../ui/LiveRegion";
import type { Corner } from "../model/corner";
import type { Box, Size } from "../model/grid";
import { boxStyle } from "./boxStyle";
import { useMovable } from "./useMovable";

export interface PlacedProps {
  box: Box;
  /** A small picture over a large one. */
  isSecond?: boolean;
  /** Only one's own picture over the stage can be moved. */
  movable?: { stage: Size; corner: Corner; onMove: (corner: Corner) => void };
  /** Absent where there is no camera that is on, and for others. Shown where there is a thumb to reach for it. */
  flip?: () => void;
  children: ReactNode;
}

const UNMOVED = { stage: { width: 0, height: 0 }, corner: "bottom-right", onMove: () => undefined } as const;

/**
 * A place on the stage. One component for every tile, so that somebody who changes from the corner into the grid keeps the
 * element and the picture does not go black.
 */
export function Placed({ box, isSecond = false, movable, flip, children }: PlacedProps) {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const { stage, corner, onMove } = movable ?? UNMOVED;
  const {
    box: at,
    dragging,
    handlers,
  } = useMovable(stage, box, corner, (to) => {
    onMove(to);
    announce(t("self.moved", { corner: t(`corner.${to}`) }));
  });
  const own =
    movable === undefined
      ? {}
      : {
          ...handlers,
          role: "group",
          tabIndex: 0,
          "aria-label": t("self.label"),
          "aria-roledescription": t("self.movable"),
        };
  const look = [
    "place",
    movable === undefined ? "" : "on-top self",
    isSecond ? "on-top second" : "",
    dragging ? "dragging" : "",
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={look} style={boxStyle(at)} {...own}>
      {children}
      {flip !== undefined && (
        <button type="button" className="flip" aria-label={t("self.flip")} onClick={flip}>
          <i>
            <SwitchCamera className="icon-s" aria-hidden="true" />
          </i>
        </button>
      )}
    </div>
  );
}
