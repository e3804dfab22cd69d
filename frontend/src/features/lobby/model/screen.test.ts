import { describe, expect, it } from "vitest";
import { errorFrom, networkError } from "../../../api/errors";
import type { RoomMe } from "../../../api/shapes";
import { jonasIs, sessionRoom } from "../../../testing/people";
import { closedReason, isReady, lobbyScreen } from "./screen";

const unavailable = errorFrom(503, { code: "database_busy", detail: "" });

function shut(code: RoomMe["code"], retry_at: string | null = null) {
  return sessionRoom({ me: jonasIs({ can_join: false, code, detail: "The server's words", retry_at }) });
}

describe("the lobby shows", () => {
  it("nothing while the first answer is on its way", () => {
    expect(lobbyScreen(null, null)).toEqual({ kind: "loading" });
  });

  it("the session when Jonas may enter", () => {
    const room = sessionRoom();
    expect(lobbyScreen(room, null)).toEqual({ kind: "open", room, stale: false });
  });

  it("the last good state, marked, while the server is silent", () => {
    expect(lobbyScreen(sessionRoom(), networkError)).toMatchObject({ kind: "open", stale: true });
    expect(lobbyScreen(shut("room_full"), unavailable)).toMatchObject({ kind: "full", stale: true });
  });

  it("that nobody answers when nothing was ever seen", () => {
    expect(lobbyScreen(null, networkError)).toMatchObject({ kind: "unreachable" });
    expect(lobbyScreen(null, unavailable)).toMatchObject({ kind: "unreachable" });
  });

  it("the log-in when Jonas was logged out meanwhile, also over a room seen before", () => {
    const loggedOut = errorFrom(401, { code: "not_authenticated", detail: "" });
    expect(lobbyScreen(null, loggedOut)).toEqual({ kind: "login" });
    expect(lobbyScreen(sessionRoom(), loggedOut)).toEqual({ kind: "login" });
  });

  it("a countdown to the moment that the server names", () => {
    const screen = lobbyScreen(shut("too_early", "2026-11-24T13:45:00Z"), null);
    expect(screen).toMatchObject({ kind: "early", opensAt: "2026-11-24T13:45:00Z" });
  });

  it("a countdown to the opening where the answer names no moment", () => {
    expect(lobbyScreen(shut("too_early"), null)).toMatchObject({
      kind: "early",
      opensAt: "2026-11-24T12:45:00Z",
    });
  });

  it("a closed door, never a countdown to nowhere", () => {
    const room = { ...shut("too_early"), opens_at: null };
    expect(lobbyScreen(room, null)).toMatchObject({ kind: "closed", reason: "other" });
  });

  it.each([
    ["booking_cancelled", "booking_cancelled"],
    ["booking_not_confirmed", "booking_not_confirmed"],
    ["room_ended", "room_ended"],
    ["removed", "removed"],
    ["not_a_participant", "not_a_participant"],
    ["not_allowed", "unscheduled"],
  ] as const)("a closed door for %s", (code, reason) => {
    expect(lobbyScreen(shut(code), null)).toMatchObject({
      kind: "closed",
      reason,
      detail: "The server's words",
    });
  });

  it("an open door to whoever has to answer first: the question comes with the press", () => {
    expect(lobbyScreen(shut("consent_required"), null)).toMatchObject({ kind: "open", stale: false });
  });

  it("a closed door when the server refuses to show the room at all", () => {
    const stranger = errorFrom(403, { code: "not_a_participant", detail: "No" });
    expect(lobbyScreen(null, stranger)).toEqual({
      kind: "closed",
      reason: "not_a_participant",
      room: null,
      detail: "No",
    });
    const nowhere = errorFrom(404, { code: "not_found", detail: "" });
    expect(lobbyScreen(null, nowhere)).toMatchObject({ kind: "closed", reason: "not_found" });
  });
});

describe("devices", () => {
  it("can be tried before, at and beside an open door", () => {
    const screens = [sessionRoom(), shut("room_full"), shut("too_early", "2026-11-24T13:45:00Z")];
    expect(screens.map((room) => isReady(lobbyScreen(room, null)))).toEqual([true, true, true]);
  });

  it("stay off where nobody will enter", () => {
    expect(isReady(lobbyScreen(shut("removed"), null))).toBe(false);
    expect(isReady(lobbyScreen(null, null))).toBe(false);
  });
});

it("an unknown code still closes the door with words", () => {
  expect(closedReason(null)).toBe("other");
  expect(closedReason("brand_new")).toBe("other");
});
