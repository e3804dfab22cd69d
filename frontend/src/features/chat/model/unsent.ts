import type { ApiError } from "../../../api/errors";
import type { Message } from "../../../api/shapes";

/** A line of one's own that the server has not taken yet. */
export interface Unsent {
  /** The client's key: with the same one the server takes a line once, however often it is sent. */
  key: string;
  text: string;
  /** Why the last try failed; null while it is under way. */
  problem: ApiError | null;
}

/**
 * Which of them are still to come. The call may bring one's own line before the answer to sending it, or instead of it:
 * each fresh line of one's own stands for the first unsent one with its words.
 */
export function stillUnsent(
  unsent: readonly Unsent[],
  fresh: readonly Message[],
  selfId: string,
): readonly Unsent[] {
  let left = unsent;
  for (const { sender, text } of fresh) {
    if (sender.id !== selfId) continue;
    const match = left.find((line) => line.text === text);
    if (match !== undefined) left = left.filter((line) => line !== match);
  }
  return left;
}
