import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useApiClient } from "../../../api/ApiContext";
import type { ApiError } from "../../../api/errors";
import { listParticipants } from "../../../api/rooms";
import type { ParticipantPage } from "../../../api/shapes";
import { peopleKey, REFRESH_MS } from "./useModeration";

export const PAGE_SIZE = 50;
/** Somebody who types is asked for when they pause. */
const PAUSE_MS = 300;

export interface Audience {
  /** The last good answer, and which page it is: not yet the wanted one while that is on its way. Null before the first. */
  shown: { page: ParticipantPage; at: number } | null;
  error: ApiError | null;
  /** The wanted page is no more: so many have left. */
  isGone: boolean;
}

/** Those who watch, whom LiveKit hides from everybody: from our server, page by page, asked for again while it is shown. */
export function useAudience(roomId: string, words: string, at: number): Audience {
  const client = useApiClient();
  const search = useSettled(words.trim());
  const query = useQuery({
    queryKey: [...peopleKey(roomId), "audience", search, at],
    queryFn: () =>
      listParticipants(client, roomId, {
        inside: true,
        role: "viewer",
        search,
        page: at,
        page_size: PAGE_SIZE,
      }),
    refetchInterval: REFRESH_MS,
    retry: false,
    networkMode: "always",
  });
  const { data, isFetching } = query;
  const [last, setLast] = useState<Audience["shown"]>(null);
  if (data?.ok && data.value !== last?.page) setLast({ page: data.value, at });
  if (data === undefined) return { shown: last, error: null, isGone: false };
  if (data.ok) return { shown: { page: data.value, at }, error: null, isGone: false };
  // The server has no such page.
  if (at === 1 || data.error.code !== "invalid") return { shown: last, error: data.error, isGone: false };
  // What is remembered may have changed: the page counts as gone once it was asked for again.
  return { shown: last, error: null, isGone: !isFetching };
}

function useSettled(words: string): string {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}
