import type { RecordingState } from "../../../api/shapes";

/** The server's word about the recording, to everyone in the call: the same object as in the room. */
export const RECORDING_TOPIC = "rooms.recording";

const STATUSES = ["asking", "starting", "active", "ending"] as const;

/**
 * The state after a message of the server's; null for what this page does not understand. A message is for everybody: what
 * only hosts are told stays as it was known.
 */
export function recordingFrom(text: string, known: RecordingState): RecordingState | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== "object" || said === null || !("status" in said)) return null;
  const status = said.status;
  if (status !== null && !STATUSES.some((one) => one === status)) return null;
  return { ...known, ...said, unavailable: known.unavailable, failed: known.failed } as RecordingState;
}

/** Between the press and the recording, and between the recording and its end, the next state is near. */
export function isBetween({ status }: Pick<RecordingState, "status">): boolean {
  return status === "asking" || status === "starting" || status === "ending";
}

/** Seconds that have been recorded, as the server's clock runs. */
export function recordedSeconds(since: string | null, now: number): number {
  const from = since === null ? Number.NaN : Date.parse(since);
  return Number.isNaN(from) ? 0 : Math.max(0, Math.floor((now - from) / 1000));
}

export type RecordingNews =
  | { kind: "starting" }
  | { kind: "started" }
  /** It was recording, and is not any more. */
  | { kind: "stopped"; why: EndWord }
  /** It never began. */
  | { kind: "not_begun"; why: EndWord };

/** Why it is over, in the kinds for which there are words. */
export const END_WORDS = [
  "stop",
  "room_end",
  "everybody_left",
  "limit",
  "declined",
  "no_answer",
  "taken_back",
  "cancelled",
  "start_timeout",
  "no_recorder",
  "refused",
  "crash",
  "recorder_lost",
] as const;
export type EndWord = (typeof END_WORDS)[number] | "unknown";

/** What somebody who is there must be told when one state follows another; null where nothing new is to be said. */
export function newsBetween(before: RecordingState, after: RecordingState): RecordingNews | null {
  if (before.status === after.status && before.id === after.id) return null;
  if (after.status === "starting") return { kind: "starting" };
  if (after.status === "active") return { kind: "started" };
  // Why it ends is known when it is over.
  if (after.status !== null || before.status === null) return null;
  const began = before.status === "active" || (before.status === "ending" && before.since !== null);
  return { kind: began ? "stopped" : "not_begun", why: endWord(after) };
}

function endWord({ ended_by }: RecordingState): EndWord {
  return END_WORDS.find((word) => word === ended_by) ?? "unknown";
}

/** It broke off, or could not begin: whoever leads must know what to do. */
export function isTrouble(why: EndWord): boolean {
  return ["start_timeout", "no_recorder", "refused", "crash", "recorder_lost"].includes(why);
}
