import { expect, it } from "vitest";
import type { RoomParticipant } from "../../../api/shapes";
import { aPerson } from "../../../livekit/roomFake";
import { isRemovable, named, removedOf } from "./entries";

const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber" });

it("lets clients and viewers be removed, practitioners and oneself not", () => {
  expect(isRemovable(jonas)).toBe(true);
  expect(isRemovable({ ...jonas, role: "viewer" })).toBe(true);
  expect(isRemovable({ ...jonas, role: "host" })).toBe(false);
  expect(isRemovable({ ...jonas, isSelf: true })).toBe(false);
});

it("offers the way back to those who are out, as LiveKit sees it: our own record comes a moment later", () => {
  const felix = { id: "p-felix", name: "Felix Stern", removed: true, inside: true } as RoomParticipant;
  const leaving = { ...felix, id: "p-jonas" };
  const inside = { ...felix, id: "p-in", removed: false };
  expect(removedOf([felix, leaving, inside], [jonas])).toEqual([felix]);
});

it("finds names by a part of them, whatever case and accents are typed", () => {
  const people = [{ name: "Özge Yılmaz" }, { name: "Zoë Çelik" }, jonas];
  expect(named(people, "ozg").map(({ name }) => name)).toEqual(["Özge Yılmaz"]);
  expect(named(people, "ZOE ").map(({ name }) => name)).toEqual(["Zoë Çelik"]);
  expect(named(people, "weber")).toEqual([jonas]);
  expect(named(people, "")).toHaveLength(3);
  expect(named(people, "nobody")).toEqual([]);
});
