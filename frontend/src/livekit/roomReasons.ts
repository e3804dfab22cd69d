import { DisconnectReason } from "livekit-client";
import type { DeviceProblem, DownReason } from "./room";

/** LiveKit's reasons in our four kinds. Whatever is new or nobody's fault counts as unexpected: we come back by ourselves. */
export function downReason(reason: DisconnectReason | undefined): DownReason {
  switch (reason) {
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "removed";
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return "deleted";
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "duplicate";
    default:
      return "unexpected";
  }
}

/** The browsers' names for what can be wrong with a device; they agree on few of them. */
const PROBLEMS: Record<string, DeviceProblem> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
  TrackStartError: "busy",
};

export function deviceProblem(error: unknown): DeviceProblem {
  return (error instanceof Error && PROBLEMS[error.name]) || "failed";
}

/** Closing the browser's own "choose what to share" dialog is a choice, not a problem; a block by the system is one. */
export function isShareCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === "NotAllowedError" && !/system/i.test(error.message);
}
