import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useRoomPermissions } from "../../../api/useRoomPermissions";
import type { CallRoom } from "../../../livekit/room";
import { useAnnounce } from "../../../ui/LiveRegion";
import { shortName } from "../../../ui/names";
import { useOnStage } from "../../../ui/useOnStage";
import { Sounds } from "../../tiles/components/Sounds";
import { Stage } from "../../tiles/components/Stage";
import { useArrangement } from "../../tiles/components/useArrangement";
import { hasStage } from "../../tiles/model/roster";
import { isFrozen } from "../model/connection";
import type { Connector } from "../model/connector";
import { lineState } from "../model/trouble";
import { othersInside } from "../model/watching";
import { headingOf, leaderOf, otherOf, sharerOf } from "../model/words";
import { BannerLine } from "./BannerLine";
import "./call.css";
import { Controls } from "./Controls";
import { NoticeLine } from "./NoticeLine";
import { Overlay } from "./Overlay";
import { Panels } from "./Panels";
import { TopLine } from "./TopLine";
import { useAnnouncements } from "./useAnnouncements";
import { useLine } from "./useLine";
import { useRecordingPart } from "./useRecordingPart";
import { useSides } from "./useSides";
import { useStreamingPart } from "./useStreamingPart";
import { useWatching } from "./useWatching";

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
  const roomType = grant.room.room_type;
  const permissions = useRoomPermissions(grant);
  const [cameIn] = useState(() => Date.now());
  const stage = useRef<HTMLElement>(null);
  const { arrangement, layout } = useArrangement(stage, call.people, roomType);
  const sound = useSound();

  const others = otherOf(grant.room, grant.role, call.people);
  const wereTogether = useEver(others.here);
  const awaited = others.here ? others.name : (others.name ?? leaderOf(grant.room));
  const watching = useWatching(room, grant.room, call.people);
  const { weak, long, banner, other, explain, ownQuality } = useLine(call, connection, others);
  const sides = useSides({ room, call, connection, grant, offset, permissions, watching, weak });
  const { isSidebar, isSheet } = sides.panels;
  useAnnouncements(call, connection, banner, other);
  const recording = useRecordingPart({
    room,
    call,
    grant,
    offset,
    permissions,
    others,
    sound: sound.on,
    leave: () => connector.leave(),
  });

  const streaming = useStreamingPart({ room, grant, permissions });

  const heading = useRef<HTMLHeadingElement>(null);
  // The page before is gone, and the focus with it.
  useEffect(() => heading.current?.focus(), []);

  return (
    <div
      className={["call", isSidebar ? "with-sidebar" : "", isSheet ? "under-sheet" : ""]
        .filter(Boolean)
        .join(" ")}
    >
      <TopLine
        heading={headingOf(grant.room, others)}
        headingRef={heading}
        clock={{ room: grant.room, joinedAt: joinedAt ?? cameIn, offset }}
        state={lineState(connection, ownQuality, weak)}
        sharer={sharerOf(call.people)}
        watching={watching}
        recording={recording.chip}
        live={streaming.chip}
        explain={explain}
      />
      <main
        className={others.here ? "stage" : "stage empty"}
        id="main"
        aria-label={t("stage")}
        ref={stage}
        inert={isSheet}
      >
        <Stage
          people={call.people}
          roomType={roomType}
          arrangement={arrangement}
          frozen={isFrozen(connection) || (long && connection.kind === "reconnecting")}
          facing={call.camera.facing}
          flip={call.camera.on ? () => void room.flipCamera() : undefined}
        />
        <Overlay
          connection={connection}
          others={{ ...others, name: awaited === null ? null : shortName(awaited) }}
          onStage={hasStage(roomType)}
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
          {recording.notices}
          {streaming.notice}
        </div>
      </main>
      <Panels {...sides} />
      <Controls
        room={room}
        connector={connector}
        permissions={permissions}
        panels={sides.buttons}
        panelsInMore={sides.inMore}
        near={roomType === "individual" ? "chat" : undefined}
        layout={layout}
        sound={sound}
        others={othersInside(call.people, watching)}
        recording={recording}
        streaming={streaming.item}
      />
      {recording.dialogs}
      {streaming.dialog}
      <Sounds sounds={sound.on ? call.sounds : []} />
    </div>
  );
}

function useSound(): { on: boolean; toggle: () => void } {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const [on, setOn] = useState(true);
  const toggle = () => {
    setOn(!on);
    announce(t(on ? "say.soundOff" : "say.soundOn"));
  };
  return { on, toggle };
}

/** True once it has been true. */
function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}
