import { expect, it } from "vitest";
import type { RoomParticipant } from "../../../api/shapes";
import { aPerson } from "../../../livekit/roomFake";
import { isRemovable, removedOf } from "./entries";

const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber" });

it("lets clients and viewers be removed, practitioners and oneself not", () => {
  expect(isRemovable(jonas)).toBe(true);
  expect(isRemovable({ ...jonas, role: "viewer" })).toBe(true);
  expect(isRemovable({ ...jonas, role: "host" })).toBe(false);
  expect(isRemovable({ ...jonas, isSelf: true })).toBe(false);
});

it("offers the way back to those who are out, not to those who are on their way out", () => {
  const felix = { id: "p-felix", name: "Felix Stern", removed: true, inside: false } as RoomParticipant;
  const leaving = { ...felix, id: "p-leaving", inside: true };
  const inside = { ...felix, id: "p-in", removed: false, inside: true };
  expect(removedOf([felix, leaving, inside])).toEqual([felix]);
});
