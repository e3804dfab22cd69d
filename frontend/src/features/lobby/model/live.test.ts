import { describe, expect, it } from "vitest";
import { watched } from "../../../testing/live";
import { sessionRoom } from "../../../testing/people";
import { askAgain } from "./live";

const room = sessionRoom({ status: "pending", participant_count: 0 });
const told = watched({ room: room.id });

describe("the lobby asks for the whole room", () => {
  it("not where the first news say what it has", () => {
    expect(askAgain(null, told, room)).toBe(false);
  });

  it.each([{ participant_count: 1 }, { status: "in_use" as const }, { room: "another" }])(
    "where the first news differ: %j",
    (changes) => {
      expect(askAgain(null, { ...told, ...changes }, room)).toBe(true);
    },
  );

  it("where it has none", () => {
    expect(askAgain(told, told, null)).toBe(true);
  });

  it("with each change of an appointment: the other one may be there", () => {
    expect(askAgain(told, { ...told, revision: 2, participant_count: 1 }, room)).toBe(true);
    expect(askAgain(told, told, room)).toBe(false);
  });

  it("in a crowd only for what is more than a number", () => {
    const broadcast = { ...room, room_type: "broadcast" as const };
    expect(askAgain(told, { ...told, revision: 2, participant_count: 812 }, broadcast)).toBe(false);
    expect(askAgain(told, { ...told, revision: 2, hosts_inside: 1 }, broadcast)).toBe(true);
    expect(askAgain(told, { ...told, revision: 2, status: "ended" }, broadcast)).toBe(true);
  });
});
