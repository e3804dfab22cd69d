import type { RoomParticipant } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";

/** Who may be put out: a practitioner cannot be removed from their own session, and nobody removes themselves. */
export function isRemovable(person: Person): boolean {
  return !person.isSelf && person.role !== "host";
}

/** Who was removed and is not back; from our server, LiveKit has forgotten them. */
export function removedOf(participants: readonly RoomParticipant[]): RoomParticipant[] {
  return participants.filter(({ removed, inside }) => removed && !inside);
}
