import { describe, expect, it } from "vitest";
import type { Arrangement } from "./arrangement";
import { type Box, GAP, isUpright, type Size, SMALLEST } from "./grid";
import { type Layout, type LayoutChoice, type LayoutMedia, layoutFor } from "./layout";

/** The stage that is left of a window, as the call's style divides it. */
function stageIn({ width, height }: Size, panel = false): Size {
  if (width < 640) return { width: width - 16, height: height - 52 - 76 };
  if (height < 480) return { width: width - 80 - 8, height: height - 44 - 8 };
  const side = panel ? Math.min(Math.max(0.3 * width, 288), 360) + 16 : 0;
  return { width: width - 32 - side, height: height - 52 - 76 };
}

const WINDOWS: [string, Size][] = [
  ["desktop, 1440 × 900", stageIn({ width: 1440, height: 900 })],
  ["desktop, 1440 × 900, beside a panel", stageIn({ width: 1440, height: 900 }, true)],
  ["laptop, 1280 × 720", stageIn({ width: 1280, height: 720 })],
  ["laptop, 1280 × 720, beside a panel", stageIn({ width: 1280, height: 720 }, true)],
  ["tablet lying, 1024 × 768", stageIn({ width: 1024, height: 768 })],
  ["tablet upright, 768 × 1024", stageIn({ width: 768, height: 1024 })],
  ["tablet upright, 768 × 1024, beside a panel", stageIn({ width: 768, height: 1024 }, true)],
  ["phone upright, 390 × 844", stageIn({ width: 390, height: 844 })],
  ["phone lying, 844 × 390", stageIn({ width: 844, height: 390 })],
  ["smallest phone, 320 × 568", stageIn({ width: 320, height: 568 })],
  ["webinar on an upright phone, above its sidebar", { width: 390, height: 244 }],
  ["webinar on the smallest phone, above its sidebar", { width: 320, height: 200 }],
];

const ROOMS = ["individual", "group", "webinar", "broadcast"] as const;

/** How many have a tile, whether oneself is among them, and whether a screen is shown. */
interface Scene {
  people: number;
  watching?: boolean;
  screen?: boolean;
  arrangement?: Arrangement;
}

const SCENES: [string, Scene][] = [
  ["alone", { people: 1 }],
  ["two", { people: 2 }],
  ["three", { people: 3 }],
  ["five", { people: 5 }],
  ["25", { people: 25 }],
  ["nobody, watched", { people: 0, watching: true }],
  ["one, watched", { people: 1, watching: true }],
  ["two, watched", { people: 2, watching: true }],
  ["five, watched", { people: 5, watching: true }],
  ["a screen and one", { people: 1, screen: true }],
  ["a screen and two", { people: 2, screen: true }],
  ["a screen and five", { people: 5, screen: true }],
  ["a screen and 25", { people: 25, screen: true }],
  ["a screen, watched, and two", { people: 2, watching: true, screen: true }],
  ["three, the speaker large", { people: 3, arrangement: "speaker" }],
  ["25, the speaker large", { people: 25, arrangement: "speaker" }],
];

function mediaOf(roomType: LayoutMedia["roomType"], { people, watching, screen }: Scene): LayoutMedia {
  const ids = Array.from({ length: people }, (_, index) => `p${index}`);
  return {
    roomType,
    people: ids,
    self: watching === true ? null : (ids[people - 1] ?? null),
    screen: screen === true ? "screen" : null,
  };
}

/** Page after page, as somebody turns them. */
function pagesOf(stage: Size, roomType: LayoutMedia["roomType"], scene: Scene): Layout[] {
  const choice: LayoutChoice = { corner: null, page: 0, arrangement: scene.arrangement ?? "grid" };
  const media = mediaOf(roomType, scene);
  const first = layoutFor(stage, choice, media);
  const pages = "pages" in first ? first.pages : 1;
  return Array.from({ length: pages }, (_, page) => layoutFor(stage, { ...choice, page }, media));
}

describe.each(WINDOWS)("%s", (_window, stage) => {
  describe.each(ROOMS)("%s", (roomType) => {
    it.each(SCENES)("%s", (_scene, scene) => {
      const pages = pagesOf(stage, roomType, scene);
      for (const layout of pages) {
        inside(stage, layout);
        apart(layout);
        shaped(stage, layout);
        largeEnough(stage, layout);
      }
      reachable(pages, mediaOf(roomType, scene));
    });
  });
});

/** Everything that is drawn, with the button for those without a place. */
function boxesOf(layout: Layout): Box[] {
  const more = "moreBox" in layout && layout.moreBox !== null ? [layout.moreBox] : [];
  return [...layout.places, ...more];
}

function inside(stage: Size, layout: Layout): void {
  for (const { x, y, width, height } of boxesOf(layout)) {
    expect(x).toBeGreaterThanOrEqual(-0.01);
    expect(y).toBeGreaterThanOrEqual(-0.01);
    expect(x + width).toBeLessThanOrEqual(stage.width + 0.01);
    // Where pages are turned, the buttons have their own room below.
    const below = layout.kind === "grid" && layout.pages > 1 ? 44 + GAP : 0;
    expect(y + height).toBeLessThanOrEqual(stage.height - below + 0.01);
  }
}

/** Nothing lies over anything, but for the small picture of a conversation and of a stage of two. */
function apart(layout: Layout): void {
  const boxes = boxesOf(layout);
  const isMeant = layout.kind === "pair" || layout.kind === "duo";
  for (const [index, a] of boxes.entries()) {
    for (const b of boxes.slice(index + 1)) {
      const gap = Math.max(
        b.x - a.x - a.width,
        a.x - b.x - b.width,
        b.y - a.y - a.height,
        a.y - b.y - b.height,
      );
      if (isMeant) expect(b.width * b.height).toBeLessThanOrEqual((a.width * a.height) / 4 + 0.01);
      else expect(gap).toBeGreaterThanOrEqual(GAP - 0.01);
    }
  }
}

/** No face is cut off: tiles of a grid and of a strip keep near the shape of a camera's picture. */
function shaped(stage: Size, layout: Layout): void {
  const strip = layout.kind === "share" || layout.kind === "speaker" ? layout.places.slice(1) : [];
  const two = layout.places.length === 2;
  for (const { width, height } of layout.kind === "grid" ? layout.places : strip) {
    const narrowest = isUpright(stage) ? 4 / 5 : two ? 1 : 4 / 3;
    expect(width / height).toBeGreaterThanOrEqual(narrowest - 0.001);
    expect(width / height).toBeLessThanOrEqual(16 / 9 + 0.001);
  }
  if (layout.kind === "duo") {
    const second = layout.places[1];
    expect(second && second.width / second.height).toBeCloseTo(16 / 9, 5);
  }
  if (layout.kind === "share") {
    const [screen] = layout.places;
    // A screen is what one looks at: nearly as large as it could be.
    if (screen) expect(widescreen(screen)).toBeGreaterThan(0.8 * widescreen(stage));
  }
}

/** How wide a screen of 16:9 is in a box that shows all of it. */
function widescreen({ width, height }: Size): number {
  return Math.min(width, (height * 16) / 9);
}

function largeEnough(stage: Size, layout: Layout): void {
  if (layout.kind === "grid") {
    for (const { width, height } of layout.places) {
      expect(width).toBeGreaterThanOrEqual(SMALLEST.width - 0.01);
      expect(height).toBeGreaterThanOrEqual(SMALLEST.height - 0.01);
    }
    const most = isUpright(stage) && stage.width < 576 ? 6 : 16;
    expect(layout.places.length).toBeLessThanOrEqual(most);
  }
  for (const { width, height } of boxesOf(layout)) {
    expect(width).toBeGreaterThanOrEqual(96);
    expect(height).toBeGreaterThanOrEqual(63);
  }
}

/** Turning pages shows everybody, each once, in the order of the seats, or it is known how many are not seen. */
function reachable(pages: Layout[], { people }: LayoutMedia): void {
  const [first] = pages;
  const large = first?.kind === "speaker" ? 1 : 0;
  const seen = pages.flatMap((layout, page) =>
    layout.places
      .filter(({ kind }) => kind !== "screen")
      .slice(page === 0 ? 0 : large)
      .map(({ id }) => id),
  );
  const hidden = first !== undefined && "more" in first && first.pages === 1 ? first.more : 0;
  expect(seen).toEqual(people.slice(0, people.length - hidden));
}

it("leaves people out only where a screen would be too small to read beside them", () => {
  const left = WINDOWS.filter(([, stage]) =>
    ROOMS.some((room) =>
      SCENES.some(([, scene]) =>
        pagesOf(stage, room, scene).some((page) => "more" in page && page.more > 0 && page.moreBox === null),
      ),
    ),
  );
  expect(left.map(([name]) => name)).toEqual([
    "webinar on an upright phone, above its sidebar",
    "webinar on the smallest phone, above its sidebar",
  ]);
});
