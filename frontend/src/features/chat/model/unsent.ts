import type { ApiError } from "../../../api/errors";

/** A line of one's own that the server has not taken yet. */
export interface Unsent {
  /** The client's key: with the same one the server takes a line once, however often it is sent. */
  key: string;
  text: string;
  /** Why the last try failed; null while it is under way. */
  problem: ApiError | null;
}

/** With a line that could not be sent, also where it was taken out already: those not yet tried were written later. */
export function withFailed(unsent: readonly Unsent[], line: Unsent, problem: ApiError): readonly Unsent[] {
  const others = unsent.filter(({ key }) => key !== line.key);
  const next = others.findIndex((other) => other.problem === null);
  const at = next === -1 ? others.length : next;
  return [...others.slice(0, at), { ...line, problem }, ...others.slice(at)];
}
