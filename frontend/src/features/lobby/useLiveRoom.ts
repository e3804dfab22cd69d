import { useEffect, useRef } from "react";
import { usePage } from "../../api/ApiContext";
import type { RoomInfoState } from "../../api/useRoomInfo";
import { type Watched, watchLive } from "../../live/live";
import { askAgain, isCrowd } from "./model/live";

/** A thousand viewers who wait hear in one moment that the host came: they do not all ask in that moment. */
const SPREAD_MS = 700;

/**
 * Keeps the lobby's room as it is now.
 *
 * @param onLive whether somebody tells what changes.
 */
export function useLiveRoom(info: RoomInfoState, onLive: (isLive: boolean) => void): void {
  const { kind, ref, live, user } = usePage();
  const latest = useRef({ info, onLive });
  useEffect(() => {
    latest.current = { info, onLive };
  });
  useEffect(() => {
    let before: Watched | null = null;
    let asking: ReturnType<typeof setTimeout> | undefined;
    const stop = watchLive({
      address: live,
      user: user.ref,
      watches: [`${kind}:${ref}`],
      onRoom(now) {
        const { room, patch, refresh } = latest.current.info;
        latest.current.onLive(true);
        if (askAgain(before, now, room)) {
          clearTimeout(asking);
          asking = setTimeout(() => void refresh(), isCrowd(room) ? Math.random() * SPREAD_MS : 0);
        }
        patch({ participant_count: now.participant_count });
        before = now;
      },
      onOver: () => latest.current.onLive(false),
    });
    return () => {
      clearTimeout(asking);
      stop();
    };
  }, [live, user.ref, kind, ref]);
}
