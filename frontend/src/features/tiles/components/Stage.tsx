import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { IconButton } from "../../../ui/Button";
import type { Corner } from "../model/corner";
import { type LayoutMedia, layoutFor, type Place } from "../model/layout";
import { hasTile, inOrder } from "../model/roster";
import { SPEAKING, WEAK } from "../model/steady";
import { boxStyle } from "./boxStyle";
import { ParticipantTile } from "./ParticipantTile";
import { Placed } from "./Placed";
import "./stage.css";
import { useSize } from "./useSize";
import { useSteady } from "./useSteady";
import { Video } from "./Video";

export interface StageProps {
  people: readonly Person[];
  roomType: LayoutMedia["roomType"];
  frozen: boolean;
  facing: "user" | "environment" | null;
  flip?: () => void;
}

/** Puts everybody in their place. Every tile keeps its element when the layout changes, so that no picture is torn down. */
export function Stage({ people, roomType, frozen, facing, flip }: StageProps) {
  const { t } = useTranslation("call");
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const [corner, setCorner] = useState<Corner | null>(null);
  const [page, setPage] = useState(0);

  const shown = useMemo(() => inOrder(people.filter(hasTile)), [people]);
  const speaking = useSteady(
    shown.filter((person) => person.speaking && person.micOn).map(({ id }) => id),
    SPEAKING,
  );
  const weak = useSteady(
    shown.filter(({ quality }) => quality === "weak" || quality === "lost").map(({ id }) => id),
    WEAK,
  );
  // The own screen is not shown to oneself: a picture in a picture in a picture.
  const sharer = shown.find(({ screen, isSelf }) => screen !== null && !isSelf);
  const media: LayoutMedia = {
    roomType,
    people: shown.map(({ id }) => id),
    self: shown.find(({ isSelf }) => isSelf)?.id ?? null,
    screen: sharer === undefined ? null : `screen-${sharer.id}`,
  };
  const layout = layoutFor(size, { corner, page }, media);
  const ring = layout.kind === "grid" || layout.kind === "share";

  const tile = (place: Place) => {
    const person = shown.find(({ id }) => id === place.id);
    if (person === undefined) return null;
    return (
      <ParticipantTile
        person={person}
        speaking={speaking.has(person.id)}
        weak={weak.has(person.id)}
        ring={ring}
        frozen={frozen && !person.isSelf}
        mirrored={person.isSelf && facing !== "environment"}
      />
    );
  };

  return (
    <div className={`tiles ${layout.kind} ${"corner" in layout ? layout.corner : ""}`} ref={box}>
      {layout.places.map((place) => {
        if (place.kind === "screen") {
          return (
            <div key={place.id} className="place screen" style={boxStyle(place)}>
              {sharer?.screen && (
                <figure aria-label={t("share.of", { name: sharer.name })}>
                  <Video picture={sharer.screen} whole frozen={frozen} />
                </figure>
              )}
            </div>
          );
        }
        const isOver = place.kind === "self" && (layout.kind === "pair" || layout.kind === "alone");
        return (
          <Placed
            key={place.id}
            box={place}
            movable={isOver ? { stage: size, corner: layout.corner, onMove: setCorner } : undefined}
            flip={flip}
          >
            {tile(place)}
          </Placed>
        );
      })}
      {layout.kind === "share" && layout.moreBox !== null && (
        <p className="place more" style={boxStyle(layout.moreBox)}>
          {t("share.more", { count: layout.more })}
        </p>
      )}
      {layout.kind === "grid" && layout.pages > 1 && (
        <nav className="pages" aria-label={t("pages.label")}>
          <IconButton
            label={t("pages.previous")}
            icon={<ChevronLeft className="icon" aria-hidden="true" />}
            aria-disabled={layout.page === 0}
            onClick={() => setPage(Math.max(0, layout.page - 1))}
          />
          <span aria-live="polite">{t("pages.at", { page: layout.page + 1, pages: layout.pages })}</span>
          <IconButton
            label={t("pages.next")}
            icon={<ChevronRight className="icon" aria-hidden="true" />}
            aria-disabled={layout.page === layout.pages - 1}
            onClick={() => setPage(Math.min(layout.pages - 1, layout.page + 1))}
          />
        </nav>
      )}
    </div>
  );
}
