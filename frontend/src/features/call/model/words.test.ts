import { describe, expect, it } from "vitest";
import { aPerson, blankPicture } from "../../../livekit/roomFake";
import { JONAS, NADIA, sessionRoom } from "../../../testing/people";
import { headingOf, otherOf, sharerOf } from "./words";

const room = sessionRoom();
const nadia = aPerson({ id: "p-nadia", name: NADIA.name, role: "host" });
const jonas = aPerson({ id: "p-jonas", name: JONAS.name, isSelf: true });
const samira = aPerson({ id: "p-samira", name: "Samira Okafor", role: "host" });

describe("whom the conversation is with", () => {
  it("is who is there", () => {
    expect(otherOf(room, "participant", [jonas, nadia])).toEqual({ name: NADIA.name, here: true });
  });

  it("is, before that, who is expected: the practitioner for the client, the client for the practitioner", () => {
    expect(otherOf(room, "participant", [jonas])).toEqual({ name: NADIA.name, here: false });
    expect(otherOf(room, "host", [{ ...nadia, isSelf: true }])).toEqual({ name: JONAS.name, here: false });
  });

  it("is nobody in particular with an assistant, or in a group", () => {
    expect(otherOf(room, "participant", [jonas, nadia, samira])).toEqual({ name: null, here: true });
    expect(otherOf({ ...room, room_type: "group" }, "participant", [jonas])).toEqual({
      name: null,
      here: false,
    });
  });

  it("is not made up when the server names nobody", () => {
    expect(otherOf({ ...room, people: [] }, "participant", [jonas])).toEqual({ name: null, here: false });
  });
});

it("names the session by the other, or by its title", () => {
  expect(headingOf(room, { name: NADIA.name, here: false })).toBe(NADIA.name);
  expect(headingOf(room, { name: null, here: true })).toBe("Session with Dr. Nadia Rahman");
});

describe("whose screen is shown", () => {
  const screen = blankPicture("screen");

  it("is somebody else's before one's own: that is the one on the stage", () => {
    expect(
      sharerOf([
        { ...jonas, screen },
        { ...nadia, screen },
      ])?.name,
    ).toBe(NADIA.name);
    expect(sharerOf([{ ...jonas, screen }, nadia])?.isSelf).toBe(true);
    expect(sharerOf([jonas, nadia])).toBeNull();
  });
});
