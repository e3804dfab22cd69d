import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventReader, type ServerEvent } from "./events";

const TEXT = `retry: 2000

event: room
data: {"watch":"booking:12"}

: beat

event: denied
data: {"watch":"session:4"}
id: 5d0c1c86f3a0b2e4

`;
const EVENTS: ServerEvent[] = [
  { name: "room", data: '{"watch":"booking:12"}', id: "" },
  { name: "denied", data: '{"watch":"session:4"}', id: "5d0c1c86f3a0b2e4" },
];

function read(pieces: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const take = eventReader((event) => events.push(event));
  for (const piece of pieces) take(piece);
  return events;
}

describe("a stream", () => {
  it("is read event by event, without its comments", () => {
    expect(read([TEXT])).toEqual(EVENTS);
  });

  it("may arrive cut anywhere", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(TEXT.length), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.toSorted((one, other) => one - other), TEXT.length];
        const pieces = at.slice(1).map((end, index) => TEXT.slice(at[index], end));
        expect(read(pieces)).toEqual(EVENTS);
      }),
    );
  });

  it("keeps an event back until it is whole", () => {
    expect(read(['event: room\ndata: {"watch":"booking:12"}\n'])).toEqual([]);
  });
});
