import type { Message } from "../../../api/shapes";

/** What others have written behind the last line that was read, as far as this page has it. */
export function unreadOf(lines: readonly Message[], read: number, selfId: string): readonly Message[] {
  return lines.filter(({ number, sender }) => number > read && sender.id !== selfId);
}

/** How far somebody has surely read who may have been here before: whoever has written has seen what stood above. */
export function readAtLeast(lines: readonly Message[], read: number, selfId: string): number {
  return Math.max(read, lines.findLast(({ sender }) => sender.id === selfId)?.number ?? 0);
}
