import type { Message } from "../../../api/shapes";
import { type Unsent, waitsBehind } from "./unsent";

/** Somebody came in while this page was there to see it. */
export interface Arrival {
  id: string;
  name: string;
  /** Milliseconds since 1970, by the server's clock. */
  at: number;
}

/** What stands in the log, one below the other; keys are unique and stay. */
export type Entry =
  /** `follows`: the same person goes on, soon after the line that carries their name. */
  | { kind: "line"; key: string; line: Message; follows: boolean }
  | { kind: "arrival"; key: string; arrival: Arrival }
  /** What comes below is new. */
  | { kind: "new"; key: "new" }
  | { kind: "unsent"; key: string; unsent: Unsent; waits: boolean };

/** What one person says within this is under one name and one time. */
const GROUP_MS = 5 * 60_000;

export interface Said {
  lines: readonly Message[];
  arrivals: readonly Arrival[];
  unsent: readonly Unsent[];
  /** What others say behind the line with this number is new; null: nothing is marked. */
  newAfter: number | null;
  selfId: string;
}

/** Lines in their order, each arrival before the first line that is later, and at the end what is still to be sent. */
export function entriesOf({ lines, arrivals, unsent, newAfter, selfId }: Said): Entry[] {
  const entries: Entry[] = [];
  const waiting = [...arrivals].sort((a, b) => a.at - b.at);
  const firstNew =
    newAfter === null
      ? undefined
      : lines.find(({ number, sender }) => number > newAfter && sender.id !== selfId);
  let head: Message | null = null;
  for (const line of lines) {
    const sentAt = Date.parse(line.sent_at);
    const before = entries.length;
    while (waiting[0] !== undefined && waiting[0].at < sentAt)
      entries.push(arrived(waiting.shift() as Arrival));
    if (line === firstNew) entries.push({ kind: "new", key: "new" });
    const follows: boolean = head !== null && entries.length === before && goesOn(head, line);
    if (!follows) head = line;
    entries.push({ kind: "line", key: line.id, line, follows });
  }
  entries.push(...waiting.map(arrived));
  unsent.forEach((one, at) => {
    entries.push({ kind: "unsent", key: one.key, unsent: one, waits: waitsBehind(one, unsent[at - 1]) });
  });
  return entries;
}

/** The time that stands above a group is never far from the truth. */
function goesOn(head: Message, line: Message): boolean {
  return (
    head.sender.id === line.sender.id &&
    head.sender.role === line.sender.role &&
    Date.parse(line.sent_at) - Date.parse(head.sent_at) < GROUP_MS
  );
}

function arrived(arrival: Arrival): Entry {
  return { kind: "arrival", key: arrival.id, arrival };
}
