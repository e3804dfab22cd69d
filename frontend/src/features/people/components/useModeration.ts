import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApiClient } from "../../../api/ApiContext";
import type { ApiError, Result } from "../../../api/errors";
import { listParticipants, readmitParticipant, removeParticipant } from "../../../api/rooms";
import type { RoomParticipant } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";
import { removedOf } from "../model/entries";

/** How often a list that is open is asked for again. */
export const REFRESH_MS = 10_000;

/** More than anybody puts out of one session. */
const REMOVED_AT_MOST = 200;

/** Everything that is known of a room's people has keys that begin so. */
export const peopleKey = (roomId: string) => ["participants", roomId] as const;

export interface Moderation {
  removed: readonly RoomParticipant[];
  remove: (id: string) => Promise<ApiError | null>;
  readmit: (id: string) => Promise<ApiError | null>;
}

/** What a host can do with people. Asks the server only while `active`: the list is open and the person may moderate. */
export function useModeration(roomId: string, inCall: readonly Person[], active: boolean): Moderation {
  const client = useApiClient();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [...peopleKey(roomId), "removed"],
    queryFn: () => listParticipants(client, roomId, { removed: true, page_size: REMOVED_AT_MOST }),
    enabled: active,
    refetchInterval: REFRESH_MS,
    retry: false,
    networkMode: "always",
  });
  const change = useMutation({
    mutationFn: (ask: () => Promise<Result<RoomParticipant>>) => ask(),
    networkMode: "always",
    onSettled: () => queries.invalidateQueries({ queryKey: peopleKey(roomId) }),
  });
  const run = async (ask: () => Promise<Result<RoomParticipant>>): Promise<ApiError | null> => {
    const answer = await change.mutateAsync(ask);
    return answer.ok ? null : answer.error;
  };
  return {
    removed: query.data?.ok ? removedOf(query.data.value.results, inCall) : [],
    remove: (id) => run(() => removeParticipant(client, roomId, id)),
    readmit: (id) => run(() => readmitParticipant(client, roomId, id)),
  };
}
