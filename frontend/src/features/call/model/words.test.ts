import { describe, expect, it } from "vitest";
import { aPerson, blankPicture } from "../../../livekit/roomFake";
import { JONAS, NADIA, SAMIRA, sessionRoom, webinarRoom } from "../../../testing/people";
import { headingOf, leaderOf, otherOf, sharerOf } from "./words";

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

describe("where people watch a stage", () => {
  const webinar = webinarRoom();
  const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host" });
  const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", role: "viewer", camera: null });
  const viewer = { ...jonas, role: "viewer" } as const;

  it("others who watch are nobody to see", () => {
    expect(otherOf(webinar, "viewer", [viewer, mara])).toEqual({ name: null, here: false });
    expect(otherOf(webinar, "viewer", [viewer, mara, elena])).toEqual({ name: null, here: true });
  });

  it("whoever is on it alone is seen, also by themselves", () => {
    expect(otherOf(webinar, "host", [{ ...elena, isSelf: true }])).toEqual({ name: null, here: true });
  });

  it("those who watch wait for the one who leads; with two who lead nobody is named", () => {
    expect(leaderOf(webinar)).toBe("Elena Marchetti");
    expect(leaderOf({ ...webinar, people: [...webinar.people, SAMIRA] })).toBeNull();
    expect(leaderOf({ ...webinar, people: [] })).toBeNull();
    expect(leaderOf(room)).toBeNull();
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
    expect(
      sharerOf([
        { ...samira, screen, joinedAt: 9 },
        { ...nadia, screen, joinedAt: 1 },
      ])?.name,
    ).toBe(NADIA.name);
    expect(sharerOf([jonas, nadia])).toBeNull();
  });
});
