import type { Message } from "../api/shapes";
import { JONAS, NADIA } from "./people";

const PEOPLE = { nadia: NADIA, jonas: JONAS };

/** A line of the chat: the one with this number, a minute after the one before. */
export function aLine(number: number, changes: { from?: keyof typeof PEOPLE; text?: string } = {}): Message {
  const { id, name, role } = PEOPLE[changes.from ?? "nadia"];
  return {
    id: `m-${number}`,
    number,
    text: changes.text ?? `Line ${number}`,
    sender: { id: id ?? "", name, role },
    sent_at: new Date(Date.parse("2026-11-24T13:05:00Z") + number * 60_000).toISOString(),
  };
}

/** Lines of Dr. Rahman by number, from the first to the last. */
export function lines(first: number, last: number): Message[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => aLine(first + index));
}
