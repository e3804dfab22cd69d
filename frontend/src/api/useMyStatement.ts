import { useQuery } from "@tanstack/react-query";
import { useApiClient } from "./ApiContext";
import { fetchMyStatement } from "./rooms";
import type { MyStatement } from "./shapes";

/** LiveKit tells the server that somebody left within seconds; until then they count as inside. */
const AGAIN_AFTER_MS = 15_000;

/**
 * One's own times in a room, all of them; null while none are known. Asked again while the server believes that the
 * person is inside, and not when it is silent: the page says what it knows by itself.
 */
export function useMyStatement(roomId: string | null): MyStatement | null {
  const client = useApiClient();
  const query = useQuery({
    queryKey: ["statement", "mine", roomId] as const,
    enabled: roomId !== null,
    queryFn: async ({ signal }) => {
      const answer = await fetchMyStatement(client, roomId ?? "", signal);
      return answer.ok ? answer.value : null;
    },
    // Somebody who went in again since has more by now.
    gcTime: 0,
    retry: false,
    refetchInterval: ({ state }) => (state.data != null && isInside(state.data) ? AGAIN_AFTER_MS : false),
    networkMode: "always",
  });
  return query.data ?? null;
}

function isInside({ first_joined_at, last_left_at }: MyStatement): boolean {
  return first_joined_at !== null && last_left_at === null;
}
