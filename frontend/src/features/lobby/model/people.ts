import type { RoomInfo, RoomPerson } from "../../../api/shapes";

/** How many faces the lobby shows; more would push Join out of sight. */
const SHOWN = 3;

/** Whom somebody is going to meet: everyone named in the room but themselves, hosts first. */
export function othersIn(room: RoomInfo): RoomPerson[] {
  const { participant_id, name, role } = room.me;
  const isMe = (person: RoomPerson) =>
    person.id !== null && participant_id !== null
      ? person.id === participant_id
      : person.name === name && person.role === role;
  const others = room.people.filter((person) => !isMe(person));
  const hostsFirst = (a: RoomPerson, b: RoomPerson) => Number(b.role === "host") - Number(a.role === "host");
  return [...others].sort(hostsFirst).slice(0, SHOWN);
}

export type EntryFact =
  | { kind: "only_you_and"; names: string[] }
  | { kind: "only_booked" }
  | { kind: "watch_only" };

/** Who can come in. In a crowd nobody is named. */
export function whoCanEnter(room: RoomInfo): EntryFact {
  if (room.me.role === "viewer") return { kind: "watch_only" };
  const others = othersIn(room);
  if (room.room_type === "individual" && others.length > 0) {
    return { kind: "only_you_and", names: others.map((person) => person.name) };
  }
  return { kind: "only_booked" };
}

/** A viewer has no camera and no microphone here: they are absent, not off. */
export function watchesOnly(room: RoomInfo): boolean {
  return room.me.role === "viewer";
}

/** Names longer than this must be able to break, or a phone would cut them. */
const UNBROKEN = 24;

/** The title with the names in it kept on one line: "Session with" / "Dr. Nadia Rahman", never "… Dr." / "Nadia …". */
export function titleOf(room: RoomInfo): string {
  const names = room.people.map((person) => person.name).filter((name) => name.length <= UNBROKEN);
  return names.reduce((title, name) => title.replace(name, name.replaceAll(" ", "\u00a0")), room.title);
}
