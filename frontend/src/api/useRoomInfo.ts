import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { useApiClient, usePage } from "./ApiContext";
import type { ApiError } from "./errors";
import { keepsLastState, nextPoll } from "./roomPolling";
import { fetchRoom } from "./rooms";
import type { RoomInfo } from "./shapes";

export interface RoomInfoState {
  /** The last good answer; stays while the server is silent. */
  room: RoomInfo | null;
  /** Why the newest attempt gave no room; null as soon as one succeeds. */
  error: ApiError | null;
  loading: boolean;
  /** When `room` arrived by the local clock (milliseconds): with `room.server_time` it tells how far that clock is off. */
  receivedAt: number;
  refresh: () => Promise<void>;
  /** What is known of the room without asking for all of it. */
  patch: (news: Partial<RoomInfo>) => void;
}

interface Seen {
  room: RoomInfo | null;
  error: ApiError | null;
  failures: number;
  receivedAt: number;
}

const NOTHING: Seen = { room: null, error: null, failures: 0, receivedAt: 0 };

const roomKey = (kind: string, ref: string) => ["room", kind, ref] as const;

/**
 * The page's room, kept fresh by asking every `everyMs` (5 s by default; more slowly while no answer comes).
 * `everyMs: null` asks once and on `refresh` only.
 */
export function useRoomInfo({ everyMs }: { everyMs?: number | null } = {}): RoomInfoState {
  const client = useApiClient();
  const { kind, ref } = usePage();
  const queries = useQueryClient();
  const key = roomKey(kind, ref);
  const last = useRef<Seen>(NOTHING);

  const query = useQuery({
    queryKey: key,
    // Errors are values here, so the query itself never fails and never retries: polling is the retry.
    queryFn: async ({ signal }): Promise<Seen> => {
      const before = queries.getQueryData<Seen>(key) ?? last.current;
      const answer = await fetchRoom(client, { kind, ref }, signal);
      if (signal.aborted) return before;
      const seen: Seen = answer.ok
        ? { room: answer.value, error: null, failures: 0, receivedAt: Date.now() }
        : {
            room: keepsLastState(answer.error) ? before.room : null,
            error: answer.error,
            failures: before.failures + 1,
            receivedAt: before.receivedAt,
          };
      last.current = seen;
      return seen;
    },
    retry: false,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (everyMs === null ? false : nextPoll(state.data?.failures ?? 0, everyMs)),
    refetchOnWindowFocus: "always",
    refetchOnReconnect: "always",
    networkMode: "always",
  });

  const { refetch } = query;
  const refresh = useCallback(async () => void (await refetch()), [refetch]);
  const patch = useCallback(
    (news: Partial<RoomInfo>) => {
      queries.setQueryData<Seen>(roomKey(kind, ref), (seen) =>
        seen?.room == null ? seen : { ...seen, room: { ...seen.room, ...news } },
      );
    },
    [queries, kind, ref],
  );
  const { room, error, receivedAt } = query.data ?? NOTHING;
  return { room, error, loading: query.isPending, receivedAt, refresh, patch };
}
