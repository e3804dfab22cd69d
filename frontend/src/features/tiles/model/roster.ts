import type { RoomInfo } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";

/** Rooms where some are on a stage and the others watch, instead of everybody seeing everybody. */
export function hasStage(roomType: RoomInfo["room_type"]): boolean {
  return roomType === "webinar" || roomType === "broadcast";
}

/** Who has a tile: viewers watch and are not watched. */
export function hasTile(person: Person): boolean {
  return person.role !== "viewer";
}

/** Host first, then by arrival, oneself last. Ties (same second) by id, so that nobody changes place by chance. */
export function inOrder(people: readonly Person[]): Person[] {
  return [...people].sort(
    (a, b) =>
      Number(a.isSelf) - Number(b.isSelf) ||
      rank(a) - rank(b) ||
      a.joinedAt - b.joinedAt ||
      (a.id < b.id ? -1 : 1),
  );
}

function rank({ role }: Person): number {
  return role === "host" ? 0 : role === "participant" ? 1 : 2;
}

export interface Comings {
  came: Person[];
  left: Person[];
}

/** Who is new and who is gone between two looks, without oneself. */
export function comings(before: readonly Person[], after: readonly Person[]): Comings {
  const missing = (from: readonly Person[], what: readonly Person[]) =>
    what.filter((person) => !person.isSelf && !from.some(({ id }) => id === person.id));
  return { came: missing(before, after), left: missing(after, before) };
}
