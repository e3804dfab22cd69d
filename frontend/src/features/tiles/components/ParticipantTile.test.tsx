import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Person } from "../../../livekit/room";
import { aPerson } from "../../../livekit/roomFake";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { ParticipantTile, type ParticipantTileProps } from "./ParticipantTile";

const leo = aPerson({ id: "p-leo", name: "Leo Brandt" });

async function draw(person: Partial<Person>, props: Partial<ParticipantTileProps> = {}) {
  await renderPage(
    <main>
      <ParticipantTile person={{ ...leo, ...person }} speaking={false} weak={false} {...props} />
    </main>,
  );
  return screen.getByRole("article");
}

const nameOf = (element: Element) => element.getAttribute("aria-label");

describe("what a tile says", () => {
  it.each<[string, Partial<Person>, Partial<ParticipantTileProps>, string]>([
    ["nothing but the name when there is nothing to say", {}, {}, "Leo Brandt"],
    ["that he leads", { role: "host" }, {}, "Leo Brandt, host"],
    ["that he speaks", {}, { speaking: true }, "Leo Brandt, speaking"],
    [
      "camera and microphone that are off",
      { camera: null, micOn: false },
      {},
      "Leo Brandt, camera off, mic off",
    ],
    ["never that a muted microphone speaks", { micOn: false }, { speaking: true }, "Leo Brandt, mic off"],
    ["a weak connection", { quality: "weak" }, { weak: true }, "Leo Brandt, weak connection"],
    ["that he is coming back", { quality: "lost" }, { weak: true }, "Leo Brandt, connection interrupted"],
    [
      "nothing about others while the own line is gone",
      { quality: "lost" },
      { weak: true, speaking: true, frozen: true },
      "Leo Brandt",
    ],
  ])("%s", async (_what, person, props, expected) => {
    expect(nameOf(await draw(person, props))).toBe(expected);
    expect(await violations()).toEqual([]);
  });

  it("of oneself: You, without the role and without a mark that the top line has", async () => {
    const tile = await draw({ isSelf: true, role: "host", quality: "weak" }, { weak: true });
    expect(nameOf(tile)).toBe("You");
    expect(screen.queryByText("Weak")).toBeNull();
  });
});

describe("what a tile shows", () => {
  it("initials without a camera, never an empty box", async () => {
    await draw({ camera: null });
    expect(screen.getByText("LB")).toBeTruthy();
  });

  it("the ring only where it is asked for: not in a conversation of two", async () => {
    expect((await draw({}, { speaking: true })).classList.contains("speaking")).toBe(false);
  });

  it("the ring around whoever speaks among equals", async () => {
    expect((await draw({}, { speaking: true, ring: true })).classList.contains("speaking")).toBe(true);
  });

  it("the whole picture after a double tap, and fills the tile again after another", async () => {
    const tile = await draw({});
    const video = () => tile.querySelector("video");
    fireEvent.doubleClick(tile);
    expect(video()?.classList.contains("whole")).toBe(true);
    fireEvent.doubleClick(tile);
    expect(video()?.classList.contains("whole")).toBe(false);
  });

  it("a name with markup as the letters that it is", async () => {
    const name = `<b>Leo</b> ${"x".repeat(290)}`;
    expect(nameOf(await draw({ name }))).toBe(name);
    expect(screen.getByText(name)).toBeTruthy();
  });
});
