import { describe, expect, it } from "vitest";
import type { CallEnding } from "../../../api/ending";
import type { RoomInfo } from "../../../api/shapes";
import { JONAS, jonasIs, NADIA, SAMIRA, sessionRoom } from "../../../testing/people";
import { insideOthers, storyOf, timeInside } from "./story";

function ended(how: CallEnding["how"], more: Partial<CallEnding> = {}): CallEnding {
  return { how, joinedAt: 0, endedAt: 36 * 60_000, ...more };
}

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
    expect(storyOf({ ending: ended("left"), room: nadiaInside })).toEqual({
      kind: "left",
      others: "inside",
      rejoin: true,
      until: null,
    });
  });

  it("as the last: the room closes at a time that is told", () => {
    expect(storyOf({ ending: ended("left"), room: nobodyInside })).toEqual({
      kind: "left",
      others: "nobody",
      rejoin: true,
      until: "2026-11-24T13:55:00Z",
    });
  });

  it("and the server is silent: nothing is claimed, the way back stays open", () => {
    expect(storyOf({ ending: ended("left"), room: null })).toEqual({
      kind: "left",
      others: "unknown",
      rejoin: true,
      until: null,
    });
  });

  it("and may not come back any more", () => {
    const room = sessionRoom({ me: jonasIs({ can_join: false, code: "not_allowed" }) });
    expect(storyOf({ ending: ended("left"), room })).toMatchObject({ kind: "left", rejoin: false });
  });

  it("is not counted among the others because LiveKit's word comes late", () => {
    const room = sessionRoom({ people: [NADIA, { ...JONAS, inside: true }] });
    expect(insideOthers(room)).toEqual([]);
    expect(storyOf({ ending: ended("left"), room })).toMatchObject({ others: "nobody" });
  });
});

describe("the session ended", () => {
  it("by Dr. Rahman, who is named", () => {
    expect(storyOf({ ending: ended("closed"), room: over("host") })).toEqual({
      kind: "ended_by",
      name: NADIA.name,
      rejoin: false,
    });
  });

  it("by an assistant: the one who did it is named, whoever hears of it", () => {
    const room = over("host", { people: [NADIA, SAMIRA, JONAS], ended_by_name: SAMIRA.name });
    expect(storyOf({ ending: ended("closed"), room })).toMatchObject({ kind: "ended_by", name: SAMIRA.name });
  });

  it("by somebody who leads it no more: nobody is named", () => {
    const room = over("host", { ended_by_name: null });
    expect(storyOf({ ending: ended("closed"), room }).kind).toBe("ended");
  });

  it("by oneself", () => {
    expect(storyOf({ ending: ended("ended"), room: null }).kind).toBe("ended_by_you");
    const room = over("host", { ended_by_me: true });
    expect(storyOf({ ending: ended("closed"), room }).kind).toBe("ended_by_you");
  });

  it.each([
    ["schedule", "time_up"],
    ["empty", "time_up"],
    ["cancelled", "cancelled"],
    ["moved", "moved"],
    ["operator", "ended"],
    [null, "ended"],
  ] as const)("because of %s", (reason, kind) => {
    expect(storyOf({ ending: ended("closed"), room: over(reason) }).kind).toBe(kind);
  });

  it("although the page only saw its connection break", () => {
    expect(storyOf({ ending: ended("lost"), room: over("host") }).kind).toBe("ended_by");
  });

  it("after Jonas had left: he cannot go back", () => {
    expect(storyOf({ ending: ended("left"), room: over("host") })).toMatchObject({
      kind: "ended_by",
      rejoin: false,
    });
  });

  it("says LiveKit, before the server has answered", () => {
    expect(storyOf({ ending: ended("closed"), room: null })).toEqual({ kind: "ended", rejoin: false });
  });
});

describe("Jonas is out", () => {
  it("because he was removed, whoever says so first", () => {
    expect(storyOf({ ending: ended("removed"), room: null })).toEqual({ kind: "removed", rejoin: false });
    const room = sessionRoom({ me: jonasIs({ can_join: false, code: "removed", removed: true }) });
    expect(storyOf({ ending: ended("lost"), room })).toEqual({ kind: "removed", rejoin: false });
  });

  it("because his booking was cancelled", () => {
    const room = sessionRoom({ me: jonasIs({ can_join: false, code: "booking_cancelled" }) });
    expect(storyOf({ ending: ended("closed"), room }).kind).toBe("cancelled");
  });

  it("because he came in elsewhere, and can take it back", () => {
    expect(storyOf({ ending: ended("duplicate"), room: nadiaInside })).toEqual({
      kind: "elsewhere",
      rejoin: true,
    });
  });

  it("because the connection is gone; his place is kept", () => {
    expect(storyOf({ ending: ended("lost"), room: nadiaInside })).toEqual({
      kind: "lost",
      rejoin: true,
      othersInside: true,
    });
    expect(storyOf({ ending: ended("lost"), room: null })).toEqual({
      kind: "lost",
      rejoin: true,
      othersInside: false,
    });
  });

  it("because a fresh token was refused, with the code for support", () => {
    expect(storyOf({ ending: ended("refused", { code: "not_allowed" }), room: nobodyInside })).toEqual({
      kind: "refused",
      code: "not_allowed",
      rejoin: false,
    });
    expect(storyOf({ ending: ended("refused"), room: null })).toMatchObject({ code: "unknown" });
  });
});

describe("time inside", () => {
  it("is from coming in to going", () => {
    expect(timeInside(ended("left"))).toBe(36 * 60);
  });

  it("is unknown to somebody who never got in, and never negative", () => {
    expect(timeInside(ended("refused", { joinedAt: null }))).toBeNull();
    expect(timeInside(ended("left", { joinedAt: 10, endedAt: 5 }))).toBe(0);
  });
});
