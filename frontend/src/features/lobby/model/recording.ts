import type { RoomInfo } from "../../../api/shapes";

/** What somebody must know of a recording before they join; each has a sentence. */
export type RecordingFact =
  /** Never. */
  | "not_recorded"
  /** Not now; whoever wants to record asks first. */
  | "asked_first"
  /** Not now; it may be, and then it is said. */
  | "may_be"
  /** It runs, and they are asked before they enter. */
  | "running_asks"
  /** It runs, and they have answered: nobody asks again. */
  | "running_answered"
  /** It runs, or begins by itself: whoever joins is in it. */
  | "recorded"
  /** The same, for those who watch. */
  | "stage_recorded";

type Recorded = Pick<RoomInfo, "recording" | "features" | "me">;

export function recordingFact(room: Recorded): RecordingFact {
  const { status, starts_itself } = room.recording;
  const runs = status === "active" || status === "starting";
  if (!runs && !room.features.recording) return "not_recorded";
  if (isAsked(room)) return runs ? atDoor(room) : "asked_first";
  if (!runs && !starts_itself) return "may_be";
  return room.me.role === "viewer" ? "stage_recorded" : "recorded";
}

/** The question is all that is left in an open door. */
const atDoor = ({ me }: Recorded) => (me.can_join ? "running_answered" : "running_asks");

/** Joining counts as having been told: there are words to read before. */
export function isTold(room: Recorded): boolean {
  return room.features.recording && room.recording.consent !== "off" && !isAsked(room);
}

/** Nobody who only watches is asked. */
const isAsked = ({ recording, me }: Recorded) => recording.consent === "ask" && me.role !== "viewer";

/** So much that it stands beside Join, and is never out of sight. */
export function isAlwaysInSight(fact: RecordingFact): boolean {
  return !["not_recorded", "asked_first", "may_be"].includes(fact);
}
