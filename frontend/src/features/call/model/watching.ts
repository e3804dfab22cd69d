import type { RoomInfo } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";
import { hasStage, hasTile } from "../../tiles/model/roster";

export const PEOPLE_TOPIC = "rooms.people";

/** How many are inside, as our server says it into the call; null for what this page does not understand. */
export function countFrom(text: string): number | null {
  try {
    const { count } = JSON.parse(text) as { count?: unknown };
    return typeof count === "number" && Number.isInteger(count) && count >= 0 ? count : null;
  } catch {
    return null;
  }
}

/**
 * How many watch what has a stage; null in rooms where everybody sees everybody. A webinar shows everybody to everybody.
 * In a broadcast those who watch are hidden from one another: `inside` is the server's count of everybody.
 */
export function watchingOf(
  roomType: RoomInfo["room_type"],
  people: readonly Person[],
  inside: number,
): number | null {
  if (!hasStage(roomType)) return null;
  const seen = people.filter((person) => !hasTile(person)).length;
  // The count comes a moment after the people: whoever is seen watching is counted, oneself first of all.
  return roomType === "broadcast" ? Math.max(seen, inside - people.filter(hasTile).length) : seen;
}

/** How many others are inside, seen and hidden. */
export function othersInside(people: readonly Person[], watching: number | null): number {
  const seen = watching === null ? people : people.filter(hasTile);
  const self = people.some(({ isSelf }) => isSelf) ? 1 : 0;
  return Math.max(0, seen.length + (watching ?? 0) - self);
}
