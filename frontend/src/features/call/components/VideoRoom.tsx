import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useRoomPermissions } from "../../../api/useRoomPermissions";
import type { CallRoom } from "../../../livekit/room";
import { shortName } from "../../../ui/names";
import { useOnStage } from "../../../ui/useOnStage";
import { PeoplePanel } from "../../people/components/PeoplePanel";
import { useModeration } from "../../people/components/useModeration";
import { Sounds } from "../../tiles/components/Sounds";
import { Stage } from "../../tiles/components/Stage";
import { useSteady } from "../../tiles/components/useSteady";
import { hasStage, inOrder } from "../../tiles/model/roster";
import { WEAK } from "../../tiles/model/steady";
import { isFrozen } from "../model/connection";
import type { Connector } from "../model/connector";
import { bannerFor, lineState } from "../model/trouble";
import { headingOf, leaderOf, otherOf, sharerOf } from "../model/words";
import { BannerLine } from "./BannerLine";
import "./call.css";
import { Controls } from "./Controls";
import { NoticeLine } from "./NoticeLine";
import { Overlay } from "./Overlay";
import { TopLine } from "./TopLine";
import { useAnnouncements } from "./useAnnouncements";
import { useBriefly } from "./useBriefly";

/** The help for a weak line lies over faces; the top line keeps the word, and gives the help again on a press. */
const EXPLAIN_MS = 15_000;
const MENDING = { comeMs: 2_000, goMs: 0 };

export interface VideoRoomProps {
  room: CallRoom;
  connector: Connector;
}

/** The call: everything that is seen and can be done in it, drawn from two snapshots. Holds no rules of its own. */
export function VideoRoom({ room, connector }: VideoRoomProps) {
  const { t } = useTranslation("call");
  useOnStage();
  const call = useSyncExternalStore(room.subscribe, room.getSnapshot);
  const { connection, grant, joinedAt, offset } = useSyncExternalStore(
    connector.subscribe,
    connector.getSnapshot,
  );
  const permissions = useRoomPermissions(grant);
  const [cameIn] = useState(() => Date.now());

  const [peopleOpen, setPeopleOpen] = useState(false);
  const panelId = useId();
  const opener = useRef<Element | null>(null);
  const moderation = useModeration(grant.room.id ?? "", call.people, permissions.canModerate && peopleOpen);

  const self = call.people.find(({ isSelf }) => isSelf);
  const ownQuality = self?.quality ?? "unknown";
  const weak = useSteady(ownQuality === "weak" || ownQuality === "lost" ? ["self"] : [], WEAK).has("self");
  // A line that is mended in a moment keeps its picture; after that the picture is a memory and says so.
  const long = useSteady(connection.kind === "reconnecting" ? ["line"] : [], MENDING).has("line");
  const others = otherOf(grant.room, grant.role, call.people);
  const wereTogether = useEver(others.here);
  const [explainWeak, explainAgain] = useBriefly(weak, EXPLAIN_MS);
  const banner = bannerFor({
    connection,
    canPlaySound: call.canPlaySound,
    weak: explainWeak,
    cameraOn: call.camera.on,
  });
  const other = others.here && others.name !== null ? shortName(others.name) : null;
  const awaited = others.here ? others.name : (others.name ?? leaderOf(grant.room));
  useAnnouncements(call, connection, banner, other);

  const heading = useRef<HTMLHeadingElement>(null);
  // The page before is gone, and the focus with it.
  useEffect(() => heading.current?.focus(), []);

  function togglePeople(): void {
    if (!peopleOpen) opener.current = document.activeElement;
    else if (opener.current instanceof HTMLElement) opener.current.focus();
    setPeopleOpen(!peopleOpen);
  }

  // In a conversation of two there is nobody to look up, unless one may put somebody out or let them back in.
  const hasPeople =
    permissions.canModerate || grant.room.room_type !== "individual" || call.people.length > 2;

  return (
    <div className="call">
      <TopLine
        heading={headingOf(grant.room, others)}
        headingRef={heading}
        clock={{ room: grant.room, joinedAt: joinedAt ?? cameIn, offset }}
        state={lineState(connection, ownQuality, weak)}
        sharer={sharerOf(call.people)}
        explain={weak && !explainWeak ? explainAgain : undefined}
      />
      <main className={others.here ? "stage" : "stage empty"} id="main" aria-label={t("stage")}>
        <Stage
          people={call.people}
          roomType={grant.room.room_type}
          frozen={isFrozen(connection) || (long && connection.kind === "reconnecting")}
          facing={call.camera.facing}
          flip={call.camera.on ? () => void room.flipCamera() : undefined}
        />
        <Overlay
          connection={connection}
          others={{ ...others, name: awaited === null ? null : shortName(awaited) }}
          onStage={hasStage(grant.room.room_type)}
          wereTogether={wereTogether}
          rejoin={connector.again}
        />
        <div className="notices">
          {banner !== null && (
            <BannerLine
              banner={banner}
              other={other}
              startSound={() => void room.startSound()}
              cameraOff={() => void room.setCamera(false)}
            />
          )}
          <NoticeLine room={room} />
        </div>
      </main>
      {hasPeople && peopleOpen && (
        <PeoplePanel
          id={panelId}
          people={inOrder(call.people)}
          moderation={permissions.canModerate ? moderation : undefined}
          onClose={togglePeople}
        />
      )}
      <Controls
        room={room}
        connector={connector}
        permissions={permissions}
        people={
          hasPeople
            ? { count: call.people.length, open: peopleOpen, toggle: togglePeople, panelId }
            : undefined
        }
      />
      <Sounds sounds={call.sounds} />
    </div>
  );
}

/** True once it has been true. */
function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}
