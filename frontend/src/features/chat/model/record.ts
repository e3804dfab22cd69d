import type { Message, MessagePage } from "../../../api/shapes";

/**
 * What was said, as far as this page knows it. The server numbers the lines of a room one by one, so that a line that
 * never came over the call is missed as soon as the next one comes.
 */
export interface ChatRecord {
  /** In the order of their numbers, each once. */
  lines: readonly Message[];
  /** The number up to which nothing is missing behind the oldest line. */
  complete: number;
  /** There are older lines. */
  earlier: boolean;
}

export const NOTHING_SAID: ChatRecord = { lines: [], complete: 0, earlier: false };

/** The newest page, at the beginning. Lines that the call has brought meanwhile stay. */
export function begin(record: ChatRecord, page: MessagePage): ChatRecord {
  return filled({ ...record, earlier: page.previous !== null }, page);
}

/** What came behind `resumeFrom`: everything up to the last line of the page is known now. */
export function filled(record: ChatRecord, page: MessagePage): ChatRecord {
  const complete = Math.max(record.complete, page.results.at(-1)?.number ?? 0);
  return advanced({ ...record, lines: merged(record.lines, page.results), complete });
}

/** An older page, put in front. */
export function withEarlier(record: ChatRecord, page: MessagePage): ChatRecord {
  return { ...record, lines: merged(record.lines, page.results), earlier: page.previous !== null };
}

/** One line that came over the call, or as the answer to one's own. */
export function hear(record: ChatRecord, line: Message): ChatRecord {
  const lines = merged(record.lines, [line]);
  return lines === record.lines ? record : advanced({ ...record, lines });
}

/** True while a line is known to be missing. */
export function hasGap({ lines, complete }: ChatRecord): boolean {
  return (lines.at(-1)?.number ?? 0) > complete;
}

/** The line behind which to ask; null: nothing is known yet. */
export function resumeFrom({ lines, complete }: ChatRecord): string | null {
  return lines.findLast(({ number }) => number <= complete)?.id ?? null;
}

function merged(lines: readonly Message[], more: readonly Message[]): readonly Message[] {
  const known = new Set(lines.map(({ id }) => id));
  const fresh = more.filter(({ id }) => !known.has(id));
  return fresh.length === 0 ? lines : [...lines, ...fresh].sort((a, b) => a.number - b.number);
}

/** Lines that follow on without a gap are complete as they come. */
function advanced(record: ChatRecord): ChatRecord {
  let { complete } = record;
  for (const { number } of record.lines) if (number === complete + 1) complete = number;
  return complete === record.complete ? record : { ...record, complete };
}
