import type { Message } from "../../../api/shapes";
import type { Unsent } from "./unsent";

/** Somebody came in while this page was there to see it. */
export interface Arrival {
  id: string;
  name: string;
  /** Milliseconds since 1970, by the server's clock. */
  at: number;
}

/** What stands in the log, one below the other; keys are unique and stay. */
export type Entry =
  | { kind: "line"; key: string; line: Message }
  | { kind: "arrival"; key: string; arrival: Arrival }
  | { kind: "unsent"; key: string; unsent: Unsent };

/** Lines in their order, each arrival before the first line that is later, and at the end what is still to be sent. */
export function entriesOf(
  lines: readonly Message[],
  arrivals: readonly Arrival[],
  unsent: readonly Unsent[],
): Entry[] {
  const entries: Entry[] = [];
  const waiting = [...arrivals].sort((a, b) => a.at - b.at);
  for (const line of lines) {
    const sentAt = Date.parse(line.sent_at);
    while (waiting[0] !== undefined && waiting[0].at < sentAt)
      entries.push(arrived(waiting.shift() as Arrival));
    entries.push({ kind: "line", key: line.id, line });
  }
  entries.push(...waiting.map(arrived));
  return [...entries, ...unsent.map((one): Entry => ({ kind: "unsent", key: one.key, unsent: one }))];
}

function arrived(arrival: Arrival): Entry {
  return { kind: "arrival", key: arrival.id, arrival };
}
