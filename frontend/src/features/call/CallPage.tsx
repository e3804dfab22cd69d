import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useApiClient } from "../../api/ApiContext";
import type { CallEnding } from "../../api/ending";
import type { PageConfig } from "../../api/page";
import { fetchRoom } from "../../api/rooms";
import { useRoomToken } from "../../api/useRoomToken";
import { forgetOthers, rememberCall } from "../../livekit/callMemory";
import type { JoinIntent } from "../../livekit/joinIntent";
import type { CallRoom } from "../../livekit/room";
import { liveRoom } from "../../livekit/roomLive";
import { useQualityReports } from "../quality/useQualityReports";
import { VideoRoom } from "./components/VideoRoom";
import { Connector } from "./model/connector";

export interface CallPageProps {
  page: PageConfig;
  join: JoinIntent;
  /** Called once, when every track is stopped and the room is left. The app then shows the page after the call. */
  onEnded: (ending: CallEnding) => void;
  /** The call's own seam: tests give a room without a server. */
  makeRoom?: (join: JoinIntent) => CallRoom;
}

/** The call. Loaded when somebody joins; takes over the tracks of `join`. */
export default function CallPage({ page, join, onEnded, makeRoom = liveRoom }: CallPageProps) {
  const { t } = useTranslation("call");
  const client = useApiClient();
  const fetchGrant = useRoomToken();
  const [{ room, connector }] = useState(() => {
    const made = makeRoom(join);
    forgetOthers(join.grant.room.id ?? "", join.grant.participant_id);
    return {
      room: made,
      connector: new Connector({
        room: made,
        grant: join.grant,
        // One try a time: the connection itself knows how long to go on, and says so meanwhile.
        fetchGrant: () => fetchGrant({ attempts: 1 }),
        fetchRoom: () => fetchRoom(client, page),
      }),
    };
  });
  const { connection, joinedAt } = useSyncExternalStore(connector.subscribe, connector.getSnapshot);

  useEffect(() => connector.hold(), [connector]);

  const told = useRef(false);
  useEffect(() => {
    if (connection.kind !== "gone" || told.current) return;
    told.current = true;
    onEnded({ how: connection.how, code: connection.code, joinedAt, endedAt: Date.now() });
  }, [connection, joinedAt, onEnded]);

  const { microphone, camera } = useSyncExternalStore(room.subscribe, room.getSnapshot);
  const isOver = connection.kind === "leaving" || connection.kind === "gone";
  useQualityReports(room, join.grant.room.id, !isOver);
  const { call } = page.routes;
  // A reload comes back as one was. Leaving turns everything off, which is no choice of the person.
  useEffect(() => {
    if (!isOver) rememberCall(call, { camera: camera.on, microphone: microphone.on });
  }, [isOver, call, camera.on, microphone.on]);

  return (
    <>
      <title>{t("page", { title: join.grant.room.title, brand: page.brand.name })}</title>
      <VideoRoom room={room} connector={connector} />
    </>
  );
}
