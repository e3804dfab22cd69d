import { describe, expect, it } from "vitest";
import type { CallEnding } from "../../../api/ending";
import type { RoomInfo } from "../../../api/shapes";
import { JONAS, jonasIs, NADIA, SAMIRA, sessionRoom } from "../../../testing/people";
import { insideOthers, storyOf, timeInside } from "./story";

function ended(how: CallEnding["how"], more: Partial<CallEnding> = {}): CallEnding {
  return { how, joinedAt: 0, endedAt: 36 * 60_000, ...more };
}

/** What the page tells with a word of the server that came a second after the end. */
const tell = (ending: CallEnding, room: RoomInfo | null) =>
  storyOf({ ending, room, receivedAt: ending.endedAt + 1_000 });

const nadiaInside = sessionRoom({ people: [{ ...NADIA, inside: true }, JONAS], participant_count: 1 });
const nobodyInside = sessionRoom();

function over(end_reason: RoomInfo["end_reason"], changes: Partial<RoomInfo> = {}): RoomInfo {
  return sessionRoom({
    status: "ended",
    end_reason,
    ended_by_name: end_reason === "host" ? NADIA.name : null,
    me: jonasIs({ can_join: false, code: "room_ended" }),
    ...changes,
  });
}

describe("Jonas left", () => {
  it("and Dr. Rahman is still there: he can go back", () => {
    expect(tell(ended("left"), nadiaInside)).toEqual({
      kind: "left",
      others: "inside",
      rejoin: true,
      until: null,
    });
  });

  it("as the last: the room closes at a time that is told", () => {
    expect(tell(ended("left"), nobodyInside)).toEqual({
      kind: "left",
      others: "nobody",
      rejoin: true,
      until: "2026-11-24T13:55:00Z",
    });
  });

  it("and the server is silent: nothing is claimed, the way back stays open", () => {
    expect(tell(ended("left"), null)).toEqual({
      kind: "left",
      others: "unknown",
      rejoin: true,
      until: null,
    });
  });

  it("and may not come back any more", () => {
    const room = sessionRoom({ me: jonasIs({ can_join: false, code: "not_allowed" }) });
    expect(tell(ended("left"), room)).toMatchObject({ kind: "left", rejoin: false });
  });

  it("is not counted among the others because LiveKit's word comes late", () => {
    const room = sessionRoom({ people: [NADIA, { ...JONAS, inside: true }] });
    expect(insideOthers(room)).toEqual([]);
    expect(tell(ended("left"), room)).toMatchObject({ others: "nobody" });
  });
});

describe("the session ended", () => {
  it("by Dr. Rahman, who is named", () => {
    expect(tell(ended("closed"), over("host"))).toEqual({
      kind: "ended_by",
      name: NADIA.name,
      rejoin: false,
    });
  });

  it("by an assistant: the one who did it is named, whoever hears of it", () => {
    const room = over("host", { people: [NADIA, SAMIRA, JONAS], ended_by_name: SAMIRA.name });
    expect(tell(ended("closed"), room)).toMatchObject({ kind: "ended_by", name: SAMIRA.name });
  });

  it("by somebody who leads it no more: nobody is named", () => {
    const room = over("host", { ended_by_name: null });
    expect(tell(ended("closed"), room).kind).toBe("ended");
  });

  it("by oneself", () => {
    expect(tell(ended("ended"), null).kind).toBe("ended_by_you");
    const room = over("host", { ended_by_me: true });
    expect(tell(ended("closed"), room).kind).toBe("ended_by_you");
  });

  it.each([
    ["schedule", "time_up"],
    ["empty", "time_up"],
    ["cancelled", "cancelled"],
    ["moved", "moved"],
    ["operator", "ended"],
    [null, "ended"],
  ] as const)("because of %s", (reason, kind) => {
    expect(tell(ended("closed"), over(reason)).kind).toBe(kind);
  });

  it("although the page only saw its connection break", () => {
    expect(tell(ended("lost"), over("host")).kind).toBe("ended_by");
  });

  it("after Jonas had left: he cannot go back", () => {
    expect(tell(ended("left"), over("host"))).toMatchObject({
      kind: "ended_by",
      rejoin: false,
    });
  });

  it("says LiveKit, before the server has answered", () => {
    expect(tell(ended("closed"), null)).toEqual({ kind: "ended", rejoin: false });
  });
});

describe("Jonas is out", () => {
  it("because he was removed, whoever says so first", () => {
    expect(tell(ended("removed"), null)).toEqual({ kind: "removed", rejoin: false });
    const room = sessionRoom({ me: jonasIs({ can_join: false, code: "removed", removed: true }) });
    expect(tell(ended("lost"), room)).toEqual({ kind: "removed", rejoin: false });
  });

  it("because his booking was cancelled", () => {
    const room = sessionRoom({ me: jonasIs({ can_join: false, code: "booking_cancelled" }) });
    expect(tell(ended("closed"), room).kind).toBe("cancelled");
  });

  it("because he came in elsewhere, and can take it back", () => {
    expect(tell(ended("duplicate"), nadiaInside)).toEqual({
      kind: "elsewhere",
      rejoin: true,
    });
  });

  it("because the connection is gone; his place is kept", () => {
    expect(tell(ended("lost"), nadiaInside)).toEqual({
      kind: "lost",
      rejoin: true,
      othersInside: true,
    });
    expect(tell(ended("lost"), null)).toEqual({
      kind: "lost",
      rejoin: true,
      othersInside: false,
    });
  });

  it("because a fresh token was refused, with the code for support", () => {
    expect(tell(ended("refused", { code: "not_allowed" }), nobodyInside)).toEqual({
      kind: "refused",
      code: "not_allowed",
      rejoin: false,
    });
    expect(tell(ended("refused"), null)).toMatchObject({ code: "unknown" });
  });
});

describe("Jonas was removed", () => {
  const removed = sessionRoom({ me: jonasIs({ can_join: false, code: "removed", removed: true }) });
  const welcome = sessionRoom();

  it.each([
    ["saw it happen", ended("removed")],
    ["heard of it when he asked for the way back", ended("refused", { code: "removed" })],
  ])("and %s: he stays out until he is let back in", (_how, ending) => {
    expect(tell(ending, null)).toEqual({ kind: "removed", rejoin: false });
    expect(tell(ending, removed)).toEqual({ kind: "removed", rejoin: false });
    expect(tell(ending, welcome)).toEqual({ kind: "let_back_in", rejoin: true });
  });

  it("and nothing that the lobby heard before lets him back in", () => {
    const ending = ended("removed");
    expect(storyOf({ ending, room: welcome, receivedAt: ending.endedAt - 1 }).kind).toBe("removed");
  });

  it("and there is no seat for him: he is not told that he can come", () => {
    const room = sessionRoom({ me: jonasIs({ can_join: false, code: "room_full" }) });
    expect(tell(ended("removed"), room).kind).toBe("removed");
  });
});

describe("time inside", () => {
  it("is from coming in to going", () => {
    expect(timeInside(ended("left"), null)).toEqual({ seconds: 36 * 60, of: "visit" });
  });

  it("is unknown to somebody who never got in, and never negative", () => {
    expect(timeInside(ended("refused", { joinedAt: null }), null)).toBeNull();
    expect(timeInside(ended("left", { joinedAt: 10, endedAt: 5 }), null)?.seconds).toBe(0);
  });

  it("is that of the whole session as soon as the server says so", () => {
    const told = { total_seconds: 2_762.5 };
    expect(timeInside(ended("left"), told)).toEqual({ seconds: 2_763, of: "session" });
    expect(timeInside(ended("refused", { joinedAt: null }), told)?.of).toBe("session");
  });

  it("is this visit's while the server has not heard of it", () => {
    expect(timeInside(ended("left"), { total_seconds: 0 })?.of).toBe("visit");
  });
});
