import { keepPreviousData, useQuery } from "@tanstack/react-query";
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
  /** The last good answer; null before the first. */
  page: ParticipantPage | null;
  error: ApiError | null;
}

/** Those who watch, whom LiveKit hides from everybody: from our server, page by page, asked for again while it is shown. */
export function useAudience(roomId: string, words: string, page: number): Audience {
  const client = useApiClient();
  const search = useSettled(words.trim());
  const query = useQuery({
    queryKey: [...peopleKey(roomId), "audience", search, page],
    queryFn: () =>
      listParticipants(client, roomId, { inside: true, role: "viewer", search, page, page_size: PAGE_SIZE }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    retry: false,
    networkMode: "always",
  });
  const { data } = query;
  const [last, setLast] = useState<ParticipantPage | null>(null);
  useEffect(() => {
    if (data?.ok) setLast(data.value);
  }, [data]);
  if (data === undefined) return { page: last, error: null };
  return data.ok ? { page: data.value, error: null } : { page: last, error: data.error };
}

function useSettled(words: string): string {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}
