import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useApiClient, usePage } from "../../../api/ApiContext";
import { fetchRoom } from "../../../api/rooms";
import type { RoomInfo } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { RecordingFollower, type RecordingSnapshot } from "../model/follower";

export interface FollowedRecording extends RecordingSnapshot {
  /** Asks the server now, rather than at the next turn. */
  look: () => void;
}

/** The recording of this call's room, kept as the server says it for as long as the call is shown. */
export function useRecording(room: CallRoom, first: RoomInfo): FollowedRecording {
  const client = useApiClient();
  const page = usePage();
  const [follower] = useState(
    () => new RecordingFollower({ room, first, fetchRoom: () => fetchRoom(client, page) }),
  );
  useEffect(() => follower.start(), [follower]);
  const snapshot = useSyncExternalStore(follower.subscribe, follower.getSnapshot);
  return { ...snapshot, look: useCallback(() => void follower.look(), [follower]) };
}
