import type { Role, RoomInfo } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";
import { hasStage, hasTile, inOrder } from "../../tiles/model/roster";

export interface Others {
  /** The other of a conversation of two: who is there or, before that, who is expected; null in larger rooms. */
  name: string | null;
  /** There is somebody to see; where people watch a stage, oneself on it counts, and others who watch do not. */
  here: boolean;
}

type Known = Pick<RoomInfo, "room_type" | "people">;

/** Whom this conversation is with. In a group nobody is "the other". */
export function otherOf(room: Known, role: Role, people: readonly Person[]): Others {
  if (hasStage(room.room_type)) return { name: null, here: people.some(hasTile) };
  const others = people.filter(({ isSelf }) => !isSelf);
  if (room.room_type !== "individual" || others.length > 1) return { name: null, here: others.length > 0 };
  const [there] = others;
  if (there !== undefined) return { name: there.name, here: true };
  const side = role === "host" ? "participant" : "host";
  return { name: room.people.find((person) => person.role === side)?.name ?? null, here: false };
}

/** Whom those who watch wait for: who leads what has a stage; null where that is not one person, and in any other room. */
export function leaderOf(room: Known): string | null {
  if (!hasStage(room.room_type)) return null;
  const [one, another] = room.people.filter(({ role }) => role === "host");
  return another === undefined ? (one?.name ?? null) : null;
}

/** What the top line calls the session: the other's name, or its title. */
export function headingOf(room: Known & Pick<RoomInfo, "title">, others: Others): string {
  return others.name ?? room.title;
}

/** Who shows a screen: nobody, oneself, or somebody by name; of several the one whose screen is on the stage. */
export function sharerOf(people: readonly Person[]): Person | null {
  // Oneself is the last in order: one's own screen is not shown to oneself.
  return inOrder(people).find(({ screen }) => screen !== null) ?? null;
}
