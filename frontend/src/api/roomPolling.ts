import type { ApiError } from "./errors";

/** How often a page asks again, in milliseconds. */
const CALM_MS = 5_000;
const LONGEST_MS = 30_000;

/**
 * When to ask for the room again after `failures` answers in a row that were none.
 *
 * Doubles up to 30 s, so that a server which comes back is not met by everyone at once, and never stops: a page that
 * somebody left open must still turn into the right one. A pace that is slow because all is well ends where nothing is.
 */
export function nextPoll(failures: number, calmMs: number = CALM_MS): number {
  if (failures === 0) return calmMs;
  return Math.min(Math.min(calmMs, CALM_MS) * 2 ** (failures - 1), LONGEST_MS);
}

/** A refusal is an answer: it is shown at once. Anything else keeps the last good state on screen. */
export function keepsLastState(error: ApiError): boolean {
  return error.category !== "refused" && error.category !== "login";
}
