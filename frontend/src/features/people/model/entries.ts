import type { RoomParticipant } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";

/** Somebody who can be put out: of LiveKit's people or, where they are hidden from it, of our server's. */
export type Removable = Pick<Person, "id" | "name">;

/** Who may be put out: a practitioner cannot be removed from their own session, and nobody removes themselves. */
export function isRemovable(person: Person): boolean {
  return !person.isSelf && person.role !== "host";
}

/**
 * Who was removed and is not in the call; from our server, LiveKit has forgotten them. Whether they are still inside is
 * LiveKit's to say: our record of it comes a moment later.
 */
export function removedOf(
  participants: readonly RoomParticipant[],
  inCall: readonly Person[],
): RoomParticipant[] {
  return participants.filter(({ id, removed }) => removed && !inCall.some((person) => person.id === id));
}

/** Those in whose name the words are found, whatever their case and their accents. */
export function named<T extends { name: string }>(people: readonly T[], words: string): T[] {
  const wanted = plain(words);
  return people.filter(({ name }) => plain(name).includes(wanted));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}
