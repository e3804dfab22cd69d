import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { boxStyle } from "../../features/tiles/components/boxStyle";
import { ParticipantTile } from "../../features/tiles/components/ParticipantTile";
import { Sounds } from "../../features/tiles/components/Sounds";
import { useSeating } from "../../features/tiles/components/useSeating";
import { useSize } from "../../features/tiles/components/useSize";
import { useSteady } from "../../features/tiles/components/useSteady";
import { Video } from "../../features/tiles/components/Video";
import { onStage } from "../../features/tiles/model/media";
import { SPEAKING } from "../../features/tiles/model/steady";
import { planFor } from "../model/layout";
import { wishesFor } from "../model/people";
import type { Recorder } from "../recorder";
import { useShown } from "./useShown";
import { Waiting } from "./Waiting";
import "./record.css";

/** The whole picture. Nobody looks at it but an encoder, so nothing in it can be pressed and nothing moves by itself. */
export function Recording({ recorder }: { recorder: Recorder }) {
  const view = useSyncExternalStore(recorder.subscribe, recorder.getView);
  const stage = useRef<HTMLElement>(null);
  const { size } = useSize(stage);
  const { people, layout } = view;
  // Who belongs on the stage and whose screen is shown, as in a call of equals.
  const { shown, sharer, media } = useMemo(() => onStage(people, "group"), [people]);
  const speaking = useSteady(
    shown.filter((person) => person.speaking && person.micOn).map(({ id }) => id),
    SPEAKING,
  );

  const { people: order, screen } = media;
  const { inSight } = planFor(size, layout, { people: order, screen });
  const kind = screen === null ? layout : "screen";
  const seats = useSeating({ order, self: null, kind, speaking, sight: { from: 0, to: inSight } });
  const plan = planFor(size, layout, { people: seats, screen });

  useEffect(() => recorder.wish(wishesFor(shown, plan)));
  useShown(stage, view.ready && view.awaited === 0, view.ready, () => recorder.shown());

  return (
    <main className="recording" ref={stage}>
      {plan.places.length === 0 && <Waiting title={view.title} heldBack={view.heldBack} />}
      {plan.places.map((place) => {
        const person = shown.find(({ id }) => id === place.id);
        return (
          <div
            key={place.id}
            className={plan.places.length === 1 ? "place whole" : "place"}
            style={boxStyle(place)}
          >
            {place.kind === "screen" && sharer?.screen && (
              <figure>
                <Video picture={sharer.screen} whole />
              </figure>
            )}
            {person !== undefined && (
              <ParticipantTile
                person={person}
                speaking={speaking.has(person.id)}
                weak={false}
                ring={place.ring}
              />
            )}
          </div>
        );
      })}
      {plan.more !== null && (
        <div className="place more" style={boxStyle(plan.more.box)}>
          {`+${plan.more.count}`}
        </div>
      )}
      <Sounds sounds={view.sounds} />
    </main>
  );
}
