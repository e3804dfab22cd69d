import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { useAnnounce } from "../../../ui/LiveRegion";
import type { Arrangement } from "../model/arrangement";
import { type Corner, flipped } from "../model/corner";
import { type Box, mirrored } from "../model/grid";
import { hasRing, type LayoutMedia, layoutFor, type Place } from "../model/layout";
import { onStage } from "../model/media";
import { SPEAKING, WEAK } from "../model/steady";
import { boxStyle } from "./boxStyle";
import { Pages } from "./Pages";
import { ParticipantTile } from "./ParticipantTile";
import { Placed } from "./Placed";
import "./stage.css";
import { useSeating } from "./useSeating";
import { useSize } from "./useSize";
import { useSteady } from "./useSteady";
import { Video } from "./Video";

export interface StageProps {
  people: readonly Person[];
  roomType: LayoutMedia["roomType"];
  /** How a group is shown; other rooms have a form of their own. */
  arrangement?: Arrangement;
  frozen: boolean;
  facing: "user" | "environment" | null;
  flip?: () => void;
}

/** Puts everybody in their place. Every tile keeps its element when the layout changes, so that no picture is torn down. */
export function Stage({ people, roomType, arrangement = "grid", frozen, facing, flip }: StageProps) {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const box = useRef<HTMLDivElement>(null);
  const { size, isRtl } = useSize(box);
  const [corner, setCorner] = useState<Corner | null>(null);
  const [turned, setTurned] = useState<Readonly<Record<string, number>>>({});

  const { shown, sharer, media } = useMemo(() => onStage(people, roomType), [people, roomType]);
  const speaking = useSteady(
    shown.filter((person) => person.speaking && person.micOn).map(({ id }) => id),
    SPEAKING,
  );
  const weak = useSteady(
    shown.filter(({ quality }) => quality === "weak" || quality === "lost").map(({ id }) => id),
    WEAK,
  );
  const { people: order, self, screen } = media;
  // Each screen and each form begins at its first page, and a form that comes back is where it was.
  const book = screen ?? arrangement;
  const choice = {
    corner: corner !== null && isRtl ? flipped(corner) : corner,
    page: turned[book] ?? 0,
    arrangement,
  };
  const { kind, sight } = layoutFor(size, choice, media);
  const seats = useSeating({ order, self, kind, speaking, sight });
  const layout = layoutFor(size, choice, { ...media, people: seats });
  // A page that is gone is forgotten, so that its coming back moves nobody.
  if ("page" in layout && size.width > 0 && layout.page !== choice.page) turnTo(layout.page);

  function turnTo(page: number): void {
    setTurned((before) => ({ ...before, [book]: page }));
  }

  /** In a language that is written from the right everything is the other way round. */
  const at = (place: Box): Box => (isRtl ? mirrored(place, size) : place);

  const tile = (place: Place) => {
    const person = shown.find(({ id }) => id === place.id);
    if (person === undefined) return null;
    return (
      <ParticipantTile
        person={person}
        speaking={speaking.has(person.id)}
        weak={weak.has(person.id)}
        ring={hasRing(layout, place)}
        frozen={frozen && !person.isSelf}
        mirrored={person.isSelf && facing !== "environment"}
      />
    );
  };

  return (
    <div className={`tiles ${layout.kind} ${"corner" in layout ? layout.corner : ""}`} ref={box}>
      {layout.places.map((place, index) => {
        if (place.kind === "screen") {
          return (
            <div key={place.id} className="place screen" style={boxStyle(at(place))}>
              {sharer?.screen && (
                <figure aria-label={t("share.of", { name: sharer.name })}>
                  <Video picture={sharer.screen} whole frozen={frozen} />
                </figure>
              )}
            </div>
          );
        }
        const isOver = place.kind === "self" && "corner" in layout;
        return (
          <Placed
            key={place.id}
            box={at(place)}
            isSecond={layout.kind === "duo" && index === 1}
            movable={
              isOver
                ? {
                    stage: size,
                    corner: isRtl ? flipped(layout.corner) : layout.corner,
                    onMove: setCorner,
                  }
                : undefined
            }
            flip={place.kind === "self" ? flip : undefined}
          >
            {tile(place)}
          </Placed>
        );
      })}
      {"moreBox" in layout && layout.moreBox !== null && (
        <button
          type="button"
          className="place more"
          dir="ltr"
          style={boxStyle(at(layout.moreBox))}
          aria-label={t("share.nextLabel", { count: layout.more })}
          onClick={() => {
            const page = (layout.page + 1) % layout.pages;
            turnTo(page);
            announce(t("pages.at", { page: page + 1, pages: layout.pages }));
          }}
        >
          {t("share.more", { count: layout.more })}
        </button>
      )}
      {layout.kind === "grid" && layout.pages > 1 && (
        <Pages page={layout.page} pages={layout.pages} turnTo={turnTo} />
      )}
    </div>
  );
}
