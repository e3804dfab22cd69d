import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useApiClient } from "../../../api/ApiContext";
import { type ApiError, mayPass, type Result } from "../../../api/errors";
import { answerConsent, fetchConsent } from "../../../api/recordings";
import type { Consent, ConsentText, RecordingState } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";

/** The server says that somebody is asked, or has answered. */
const CONSENT_TOPIC = "rooms.consent";
/** While answers are awaited, and after a question that brought no answer. */
const SOON_MS = 3_000;

export interface Asked {
  consent: Consent | null;
  answer: (agree: boolean, text: ConsentText) => Promise<ApiError | null>;
}

/** What this person is asked about the room's recording, and what they said. Asks nothing while nobody is `wanted`. */
export function useConsent(
  room: Pick<CallRoom, "listen">,
  roomId: string,
  { status, id }: Pick<RecordingState, "status" | "id">,
  wanted: boolean,
): Asked {
  const client = useApiClient();
  const queries = useQueryClient();
  const key = ["consent", roomId, id];
  const query = useQuery({
    queryKey: key,
    // What is being read does not vanish because one answer got lost.
    queryFn: async () => {
      const before = queries.getQueryData<Result<Consent>>(key);
      const said = await fetchConsent(client, roomId);
      return !said.ok && mayPass(said.error) && before !== undefined ? before : said;
    },
    enabled: wanted,
    refetchInterval: ({ state }) => (status === "asking" || state.data?.ok === false ? SOON_MS : false),
    retry: false,
    networkMode: "always",
  });
  const again = useCallback(
    () => void queries.invalidateQueries({ queryKey: ["consent", roomId] }),
    [queries, roomId],
  );
  useEffect(
    () => room.listen({ onServerMessage: (topic) => topic === CONSENT_TOPIC && again() }),
    [room, again],
  );
  // Each step of the recording changes who is held back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the status is what makes the last answer old
  useEffect(() => again(), [status, again]);

  async function answer(agree: boolean, text: ConsentText): Promise<ApiError | null> {
    const said = await answerConsent(client, roomId, { agree, text_id: text.id });
    if (said.ok) queries.setQueryData(key, said);
    else again();
    return said.ok ? null : said.error;
  }

  const { data } = query;
  return { consent: wanted && data?.ok ? data.value : null, answer };
}
