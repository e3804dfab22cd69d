import type { RoomInfo } from "../../../api/shapes";
import type { Watched } from "../../../live/live";

/** Whom a crowd watches is news to everybody; who else comes and goes in it only changes a number. */
export function isCrowd(room: RoomInfo | null): boolean {
  return room?.room_type === "webinar" || room?.room_type === "broadcast";
}

/**
 * Must the lobby ask for the whole room, with what it is to this person, or does the news say it all?
 *
 * @param before what was told before; null: this is the first.
 */
export function askAgain(before: Watched | null, now: Watched, room: RoomInfo | null): boolean {
  if (room === null) return true;
  if (before === null) {
    return (
      now.room !== room.id || now.status !== room.status || now.participant_count !== room.participant_count
    );
  }
  const differs = (key: keyof Watched) => before[key] !== now[key];
  if (differs("room") || differs("status") || differs("outcome") || differs("hosts_inside")) return true;
  return !isCrowd(room) && differs("revision");
}
