import type { RoomParticipant } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";

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
