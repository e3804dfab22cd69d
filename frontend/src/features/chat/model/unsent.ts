import { type ApiError, mayPass } from "../../../api/errors";

/** A line of one's own that the server has not taken yet. */
export interface Unsent {
  /** The client's key: with the same one the server takes a line once, however often it is sent. */
  key: string;
  text: string;
  /** Why the last try failed; null while the first one, or one that was pressed for, is under way. */
  problem: ApiError | null;
}

/** It goes out by itself, as soon as that is possible, and those behind it wait with it. */
export function isHeld({ problem }: Pick<Unsent, "problem">): boolean {
  return problem !== null && mayPass(problem);
}

/** Only a press sends it again: to do the same once more would change nothing. */
export function isStuck({ problem }: Pick<Unsent, "problem">): boolean {
  return problem !== null && !mayPass(problem);
}

/** Held together with the one before: what keeps both back is told once. */
export function waitsBehind(line: Unsent, before: Unsent | undefined): boolean {
  return isHeld(line) && before?.problem?.category === line.problem?.category;
}
