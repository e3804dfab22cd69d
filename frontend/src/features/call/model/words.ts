import type { Role, RoomInfo } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";

export interface Others {
  /** The other of a conversation of two: who is there or, before that, who is expected; null in larger rooms. */
  name: string | null;
  here: boolean;
}

type Known = Pick<RoomInfo, "room_type" | "people">;

/** Whom this conversation is with. In a group nobody is "the other". */
export function otherOf(room: Known, role: Role, people: readonly Person[]): Others {
  const others = people.filter(({ isSelf }) => !isSelf);
  if (room.room_type !== "individual" || others.length > 1) return { name: null, here: others.length > 0 };
  const [there] = others;
  if (there !== undefined) return { name: there.name, here: true };
  const side = role === "host" ? "participant" : "host";
  return { name: room.people.find((person) => person.role === side)?.name ?? null, here: false };
}

/** What the top line calls the session: the other's name, or its title. */
export function headingOf(room: Known & Pick<RoomInfo, "title">, others: Others): string {
  return others.name ?? room.title;
}

/** Who shows a screen: nobody, oneself, or somebody by name. */
export function sharerOf(people: readonly Person[]): Person | null {
  return (
    people.find(({ screen, isSelf }) => screen !== null && !isSelf) ??
    people.find(({ screen }) => screen !== null) ??
    null
  );
}
