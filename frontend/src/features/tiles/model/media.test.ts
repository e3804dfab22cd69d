import { expect, it } from "vitest";
import { aPerson } from "../../../livekit/roomFake";
import { onStage } from "./media";

const picture = { id: "screen", attach: () => () => undefined };
const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", joinedAt: 2 });
const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", joinedAt: 1 });
const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", joinedAt: 0, isSelf: true });
const viewer = aPerson({ id: "p-viewer", name: "Leo Brandt", role: "viewer", joinedAt: 0 });

it("shows whoever has a tile, in order, and knows which of them is oneself", () => {
  const { shown, sharer, media } = onStage([jonas, viewer, mara, nadia], "group");
  expect(shown).toEqual([nadia, mara, jonas]);
  expect(sharer).toBeUndefined();
  expect(media).toEqual({
    roomType: "group",
    people: ["p-nadia", "p-mara", "p-jonas"],
    self: "p-jonas",
    screen: null,
  });
});

it("shows another's screen, and never one's own to oneself", () => {
  const theirs = onStage([{ ...mara, screen: picture }, jonas], "group");
  expect(theirs.sharer?.id).toBe("p-mara");
  expect(theirs.media.screen).toBe("screen-p-mara");
  expect(onStage([mara, { ...jonas, screen: picture }], "group").media.screen).toBeNull();
});

it("knows nobody as oneself where one watches", () => {
  expect(onStage([nadia, { ...jonas, role: "viewer" }], "webinar").media).toMatchObject({
    people: ["p-nadia"],
    self: null,
  });
});
