import { useEffect, useState, useSyncExternalStore } from "react";
import { useApiClient, usePage } from "../../../api/ApiContext";
import { fetchRoom } from "../../../api/rooms";
import type { RoomInfo, StreamingState } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { StreamingFollower } from "../model/follower";

/** Whether this call is on air, kept as the server says it for as long as the call is shown. */
export function useStreaming(room: CallRoom, first: RoomInfo): StreamingState {
  const client = useApiClient();
  const page = usePage();
  const [follower] = useState(
    () => new StreamingFollower({ room, first, fetchRoom: () => fetchRoom(client, page) }),
  );
  useEffect(() => follower.start(), [follower]);
  return useSyncExternalStore(follower.subscribe, follower.getSnapshot);
}
