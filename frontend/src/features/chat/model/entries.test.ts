import { describe, expect, it } from "vitest";
import { networkError } from "../../../api/errors";
import { aLine, lines } from "../../../testing/chat";
import { type Arrival, entriesOf, type Said } from "./entries";

const came = (name: string, at: string): Arrival => ({ id: name, name, at: Date.parse(at) });
const entries = (said: Partial<Said>) =>
  entriesOf({
    lines: [],
    arrivals: [],
    unsent: [],
    newAfter: null,
    selfId: "p-jonas",
    ...said,
  });
const keys = (said: Partial<Said>) => entries(said).map(({ key }) => key);
/** The lines that are under the name of the one above. */
const following = (said: Partial<Said>) =>
  entries(said).flatMap((entry) => (entry.kind === "line" && entry.follows ? [entry.key] : []));

describe("the order", () => {
  it("has an arrival before the first line that is later", () => {
    const leo = came("Leo", "2026-11-24T13:06:30Z");
    const ines = came("Ines", "2026-11-24T13:04:00Z");
    expect(keys({ lines: lines(1, 3), arrivals: [leo, ines] })).toEqual(["Ines", "m-1", "Leo", "m-2", "m-3"]);
  });

  it("has an arrival after all lines as the last, but for what is still to be sent", () => {
    const unsent = [{ key: "k-1", text: "Thanks", problem: null }];
    const arrivals = [came("Leo", "2026-11-24T14:00:00Z")];
    expect(keys({ lines: lines(1, 1), arrivals, unsent })).toEqual(["m-1", "Leo", "k-1"]);
    expect(keys({ arrivals })).toEqual(["Leo"]);
  });

  it("is the server's where nothing else is said, also within the same second", () => {
    const [one, two] = [aLine(1), aLine(2)];
    expect(keys({ lines: [{ ...one, sent_at: two.sent_at }, two] })).toEqual(["m-1", "m-2"]);
  });
});

describe("what is new", () => {
  const talk = [aLine(1), aLine(2, { from: "jonas" }), aLine(3)];

  it("begins before the first line of somebody else that was not read", () => {
    expect(keys({ lines: talk, newAfter: 1 })).toEqual(["m-1", "m-2", "new", "m-3"]);
    expect(keys({ lines: lines(4, 5), newAfter: 4 })).toEqual(["m-4", "new", "m-5"]);
  });

  it("begins behind who came in before it", () => {
    const arrivals = [came("Leo", "2026-11-24T13:07:30Z")];
    expect(keys({ lines: talk, arrivals, newAfter: 2 })).toEqual(["m-1", "m-2", "Leo", "new", "m-3"]);
  });

  it("moves up when older lines come that were not read either", () => {
    expect(keys({ lines: lines(1, 5), newAfter: 2 })).toEqual(["m-1", "m-2", "new", "m-3", "m-4", "m-5"]);
  });

  it("is nothing where nothing is marked, or only oneself has written since", () => {
    expect(keys({ lines: talk })).toEqual(["m-1", "m-2", "m-3"]);
    expect(keys({ lines: [aLine(1), aLine(2, { from: "jonas" })], newAfter: 1 })).toEqual(["m-1", "m-2"]);
  });
});

describe("lines of one person", () => {
  it("are under one name for five minutes from the line that carries it", () => {
    expect(following({ lines: lines(1, 7) })).toEqual(["m-2", "m-3", "m-4", "m-5", "m-7"]);
  });

  it("are told apart from those of another, and from what came between", () => {
    const talk = [aLine(1), aLine(2, { from: "jonas" }), aLine(3), aLine(4), aLine(5)];
    expect(following({ lines: talk })).toEqual(["m-4", "m-5"]);
    expect(following({ lines: talk, arrivals: [came("Leo", "2026-11-24T13:08:30Z")] })).toEqual(["m-5"]);
    expect(following({ lines: talk, newAfter: 4 })).toEqual(["m-4"]);
  });

  it("have a name of their own where the person has become host meanwhile", () => {
    const [one, two] = [aLine(1, { from: "jonas" }), aLine(2, { from: "jonas" })];
    expect(following({ lines: [one, { ...two, sender: { ...two.sender, role: "host" } }] })).toEqual([]);
  });
});

describe("what is still to be sent", () => {
  const throttled = { ...networkError, code: "throttled", category: "throttled" } as const;
  const refused = { ...networkError, code: "room_ended", category: "refused" } as const;
  const waits = (...problems: Said["unsent"][number]["problem"][]) =>
    entries({
      unsent: problems.map((problem, at) => ({ key: `k-${at}`, text: "Thanks", problem })),
    }).map((entry) => entry.kind === "unsent" && entry.waits);

  it("waits behind the one that says why", () => {
    expect(waits(networkError, { ...networkError }, networkError)).toEqual([false, true, true]);
    expect(waits(throttled, networkError)).toEqual([false, false]);
  });

  it("says itself why it was refused, and nothing while it is on its way", () => {
    expect(waits(refused, refused, null, null)).toEqual([false, false, false, false]);
  });
});
