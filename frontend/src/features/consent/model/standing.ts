import type { Consent, RecordingState, Role } from "../../../api/shapes";

/** What a recording is to this person now. */
export type Standing =
  /** Nobody asks them anything. */
  | { kind: "none" }
  /** They are asked, and have not answered yet. */
  | { kind: "asked" }
  | { kind: "agreed" }
  /** They are not to be in it, and nothing of them goes out while it runs. */
  | { kind: "apart"; answered: boolean; phase: "before" | "runs" | "ends" };

/** `consent` is the newest answer of the server about this recording; null while there is none. */
export function standingOf(
  consent: Consent | null,
  { status, consent: rule, id }: Pick<RecordingState, "status" | "consent" | "id">,
  role: Role,
): Standing {
  // Whoever only watches is told, never asked.
  if (status === null || rule !== "ask" || role === "viewer" || consent === null) return { kind: "none" };
  // What was asked about another recording says nothing about this one.
  if (consent.recording?.id !== id) return { kind: "none" };
  const { mine } = consent;
  if (mine === null && status === "asking") return { kind: "asked" };
  if (mine?.agree === true && !consent.held_back) return { kind: "agreed" };
  // The answer to an answer may know before the call does that it ends with it.
  const ends = status === "ending" || consent.recording.status === "ending";
  const phase = ends ? "ends" : status === "asking" ? "before" : "runs";
  return { kind: "apart", answered: mine !== null, phase };
}

/** Seconds until `moment`, as the server's clock runs; never below zero. */
export function secondsUntil(moment: string | null, now: number): number | null {
  if (moment === null) return null;
  const end = Date.parse(moment);
  return Number.isNaN(end) ? null : Math.max(0, Math.ceil((end - now) / 1000));
}

/** "0:22": short, and as wide from one second to the next. */
export function countdownFace(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
