import { useEffect, useState, useSyncExternalStore } from "react";
import { useApiClient } from "../../../api/ApiContext";
import { addTarget, listTargets, removeTarget, startTarget, stopTarget } from "../../../api/streaming";
import type { CallRoom } from "../../../livekit/room";
import { STREAMING_TOPIC } from "../model/streaming";
import { TargetList, type TargetsSnapshot } from "../model/targets";

export interface FollowedTargets extends TargetsSnapshot {
  list: TargetList;
}

/** The places of this room, followed for as long as they are shown; at once where the server says that one has changed. */
export function useTargets(room: Pick<CallRoom, "listen">, roomId: string): FollowedTargets {
  const client = useApiClient();
  const [list] = useState(
    () =>
      new TargetList({
        list: () => listTargets(client, roomId),
        add: (target) => addTarget(client, roomId, target),
        start: (id) => startTarget(client, roomId, id),
        stop: (id) => stopTarget(client, roomId, id),
        remove: (id) => removeTarget(client, roomId, id),
      }),
  );
  useEffect(() => list.open(), [list]);
  useEffect(
    () =>
      room.listen({
        onServerMessage: (topic) => {
          if (topic === STREAMING_TOPIC) void list.look();
        },
      }),
    [room, list],
  );
  return { list, ...useSyncExternalStore(list.subscribe, list.getSnapshot) };
}
