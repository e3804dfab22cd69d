import { describe, expect, it } from "vitest";
import {
  type Connection,
  type ConnectionEvent,
  GIVE_UP_AFTER_MS,
  isFrozen,
  next,
  startConnection,
} from "./connection";

const START = 1_000;
const inside: Connection = { kind: "inside" };
const rejoining: Connection = { kind: "rejoining", since: START, attempt: 0, trouble: null };

function play(first: Connection, ...events: ConnectionEvent[]): Connection {
  return events.reduce(next, first);
}

const every: Connection[] = [
  startConnection(START),
  inside,
  { kind: "reconnecting", media: true, since: START },
  { kind: "reconnecting", media: false, since: START },
  { kind: "checking", why: "closed" },
  { kind: "checking", why: "removed" },
  rejoining,
  { kind: "lost" },
  { kind: "leaving", how: "left" },
  { kind: "gone", how: "left" },
];

describe("coming in", () => {
  it("is inside once LiveKit has connected", () => {
    expect(play(startConnection(START), { type: "connected" })).toEqual(inside);
  });

  it("tries again when the first way in fails", () => {
    const now = play(startConnection(START), { type: "failed", trouble: "network", at: START + 100 });
    expect(now).toEqual({ kind: "connecting", since: START, attempt: 1, trouble: "network" });
  });

  it("is over when the server refuses a token, and keeps the reason", () => {
    const now = play(startConnection(START), { type: "refused", code: "removed" });
    expect(now).toEqual({ kind: "gone", how: "refused", code: "removed" });
  });
});

describe("a line that wavers", () => {
  it("is mended by LiveKit's client, with the picture as long as there is one", () => {
    const wavering = play(inside, { type: "wavering", media: true, at: START });
    expect(wavering).toEqual({ kind: "reconnecting", media: true, since: START });
    expect(isFrozen(wavering)).toBe(false);
    const worse = play(wavering, { type: "wavering", media: false, at: START });
    expect(isFrozen(worse)).toBe(true);
    expect(play(worse, { type: "connected" })).toEqual(inside);
  });

  it("is called lost when it is not mended within a minute, and begins that minute only once", () => {
    const wavering = play(inside, { type: "wavering", media: true, at: START });
    expect(play(wavering, { type: "wavering", media: false, at: START + 9_000 })).toEqual({
      kind: "reconnecting",
      media: false,
      since: START,
    });
    expect(play(wavering, { type: "tired" })).toEqual({ kind: "lost" });
    expect(play(inside, { type: "tired" })).toBe(inside);
  });

  it("leaves of the minute what LiveKit's client has not used up", () => {
    const wavering = play(inside, { type: "wavering", media: false, at: START });
    expect(play(wavering, { type: "down", reason: "unexpected", at: START + 25_000 })).toEqual(rejoining);
  });

  it("does not count while we come in or go", () => {
    for (const now of every.filter(({ kind }) => kind !== "inside" && kind !== "reconnecting")) {
      expect(play(now, { type: "wavering", media: false, at: START })).toBe(now);
    }
  });
});

describe("LiveKit gives up", () => {
  it.each([inside, { kind: "reconnecting", media: false, since: START } as const])(
    "comes back by itself from $kind",
    (now) => {
      expect(play(now, { type: "down", reason: "unexpected", at: START })).toEqual(rejoining);
    },
  );

  it("asks our server why, when the room is gone or the person is out of it", () => {
    expect(play(inside, { type: "down", reason: "deleted", at: START })).toEqual({
      kind: "checking",
      why: "closed",
    });
    expect(play(inside, { type: "down", reason: "removed", at: START })).toEqual({
      kind: "checking",
      why: "removed",
    });
  });

  it("comes back into a room that LiveKit lost and our server did not end", () => {
    const checking = play(inside, { type: "down", reason: "deleted", at: START });
    expect(play(checking, { type: "told", mayReturn: true, at: START })).toEqual(rejoining);
  });

  it("is over when our server ended the room", () => {
    const checking = play(inside, { type: "down", reason: "deleted", at: START });
    expect(play(checking, { type: "told", mayReturn: false, at: START })).toEqual({
      kind: "gone",
      how: "closed",
    });
  });

  it("never comes back by itself after a removal, even if the server would allow it", () => {
    const checking = play(inside, { type: "down", reason: "removed", at: START });
    expect(play(checking, { type: "told", mayReturn: true, at: START })).toEqual({
      kind: "gone",
      how: "removed",
    });
  });

  it("leaves the place to another tab of the same person, from any state that LiveKit can speak to", () => {
    for (const now of [inside, rejoining, { kind: "reconnecting", media: true, since: START } as const]) {
      expect(play(now, { type: "down", reason: "duplicate", at: START })).toEqual({
        kind: "gone",
        how: "duplicate",
      });
    }
  });

  it("changes nothing in somebody who is leaving", () => {
    const leaving = play(inside, { type: "leave", how: "left" });
    for (const reason of ["removed", "deleted", "duplicate", "unexpected"] as const) {
      expect(play(leaving, { type: "down", reason, at: START })).toBe(leaving);
    }
  });
});

describe("coming back", () => {
  it("counts the tries and remembers since when", () => {
    const now = play(
      rejoining,
      { type: "failed", trouble: "network", at: START + 10 },
      { type: "failed", trouble: "service", at: START + 900 },
    );
    expect(now).toEqual({ kind: "rejoining", since: START, attempt: 2, trouble: "service" });
  });

  it("says that the connection is lost after one minute, not before", () => {
    const early = play(rejoining, { type: "failed", trouble: "network", at: START + GIVE_UP_AFTER_MS - 1 });
    expect(early.kind).toBe("rejoining");
    expect(play(rejoining, { type: "failed", trouble: "network", at: START + GIVE_UP_AFTER_MS })).toEqual({
      kind: "lost",
    });
  });

  it("goes on for as long as the video service is down: that is not the person's connection", () => {
    const now = play(rejoining, { type: "failed", trouble: "service", at: START + 10 * GIVE_UP_AFTER_MS });
    expect(now.kind).toBe("rejoining");
  });

  it("begins a new minute when somebody presses Rejoin or the network is back", () => {
    const now = play({ kind: "lost" }, { type: "again", at: 99_000 });
    expect(now).toEqual({ kind: "rejoining", since: 99_000, attempt: 0, trouble: null });
    expect(play(inside, { type: "again", at: 99_000 })).toBe(inside);
  });
});

describe("leaving", () => {
  it("is possible from everywhere, and over once the room is left", () => {
    for (const now of every.filter(({ kind }) => kind !== "gone" && kind !== "leaving" && kind !== "lost")) {
      expect(play(now, { type: "leave", how: "left" }, { type: "out" })).toEqual({
        kind: "gone",
        how: "left",
      });
    }
  });

  it("from a lost connection is told as lost, so that the page after it offers the way back", () => {
    expect(play({ kind: "lost" }, { type: "leave", how: "left" }, { type: "out" })).toEqual({
      kind: "gone",
      how: "lost",
    });
  });

  it("keeps that the host ended it for everyone", () => {
    expect(play(inside, { type: "leave", how: "ended" }, { type: "out" })).toEqual({
      kind: "gone",
      how: "ended",
    });
  });

  it("cannot be undone by anything that arrives late", () => {
    const gone: Connection = { kind: "gone", how: "left" };
    const late: ConnectionEvent[] = [
      { type: "connected" },
      { type: "wavering", media: true, at: START },
      { type: "down", reason: "unexpected", at: START },
      { type: "failed", trouble: "network", at: START },
      { type: "refused", code: "room_ended" },
      { type: "told", mayReturn: true, at: START },
      { type: "again", at: START },
      { type: "leave", how: "left" },
      { type: "out" },
    ];
    for (const event of late) expect(next(gone, event)).toBe(gone);
    const leaving: Connection = { kind: "leaving", how: "left" };
    for (const event of late.slice(0, -1)) expect(next(leaving, event)).toBe(leaving);
  });
});
