import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planFor, type RecordPlace } from "./layout";
import type { RecordLayout } from "./parameters";

const HD = { width: 1280, height: 720 };
const FULL_HD = { width: 1920, height: 1080 };

const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`);
const ids = (places: readonly RecordPlace[]) => places.map(({ id }) => id);
const area = ({ width, height }: RecordPlace) => width * height;

describe("one person", () => {
  it.each<RecordLayout>(["speaker", "grid", "single-speaker"])("fills the picture in %s", (layout) => {
    expect(planFor(HD, layout, { people: ["nadia"], screen: null })).toEqual({
      places: [{ id: "nadia", kind: "person", ring: false, x: 0, y: 0, width: 1280, height: 720 }],
      more: null,
      inSight: 1,
    });
  });
});

describe("nobody", () => {
  it.each<RecordLayout>(["speaker", "grid", "single-speaker"])("has no place in %s", (layout) => {
    expect(planFor(HD, layout, { people: [], screen: null }).places).toEqual([]);
  });
});

describe("speaker", () => {
  it("shows the first large and the others beside, in their order", () => {
    const { places } = planFor(HD, "speaker", { people: people(4), screen: null });
    expect(ids(places)).toEqual(["p1", "p2", "p3", "p4"]);
    expect(
      places.every((place, index) => index === 0 || area(place) < area(places[0] as RecordPlace) / 5),
    ).toBe(true);
  });

  it("has one place in sight, so that whoever speaks gets it", () => {
    expect(planFor(HD, "speaker", { people: people(4), screen: null }).inSight).toBe(1);
  });

  it("rings who speaks only where several stand side by side", () => {
    const rings = (count: number) =>
      planFor(HD, "speaker", { people: people(count), screen: null }).places.map(({ ring }) => ring);
    expect(rings(2)).toEqual([false, false]);
    expect(rings(3)).toEqual([false, true, true]);
  });

  it("says how many have no place", () => {
    const { places, more } = planFor(HD, "speaker", { people: people(12), screen: null });
    expect(more?.count).toBe(12 - places.length);
    expect(more?.count).toBeGreaterThan(1);
  });
});

describe("grid", () => {
  it("shows everybody equally large", () => {
    const { places, inSight } = planFor(HD, "grid", { people: people(6), screen: null });
    expect(ids(places)).toEqual(people(6));
    expect(new Set(places.map(area)).size).toBe(1);
    expect(places.every(({ ring }) => ring)).toBe(true);
    expect(inSight).toBe(6);
  });

  it("holds a whole group of twenty-five", () => {
    const { places, more } = planFor(HD, "grid", { people: people(25), screen: null });
    expect(places).toHaveLength(25);
    expect(more).toBeNull();
  });

  it("gives the last place to the number of those who have none", () => {
    const { places, more, inSight } = planFor(HD, "grid", { people: people(30), screen: null });
    expect(places).toHaveLength(24);
    expect(inSight).toBe(24);
    expect(more?.count).toBe(6);
  });
});

describe("single-speaker", () => {
  it("shows one person, whoever else is there", () => {
    const { places, inSight } = planFor(HD, "single-speaker", { people: people(5), screen: null });
    expect(ids(places)).toEqual(["p1"]);
    expect(inSight).toBe(1);
  });

  it("shows a shared screen and nobody", () => {
    const { places } = planFor(HD, "single-speaker", { people: people(2), screen: "screen-p1" });
    expect(places).toEqual([
      { id: "screen-p1", kind: "screen", ring: false, x: 0, y: 0, width: 1280, height: 720 },
    ]);
  });
});

describe("a shared screen", () => {
  it.each<RecordLayout>(["speaker", "grid"])("comes first in %s, with the people in a strip", (layout) => {
    const { places, inSight } = planFor(HD, layout, { people: people(3), screen: "screen-p2" });
    expect(ids(places)).toEqual(["screen-p2", "p1", "p2", "p3"]);
    const [screen, ...strip] = places as [RecordPlace, ...RecordPlace[]];
    expect(screen.kind).toBe("screen");
    expect(screen.width / HD.width).toBeGreaterThan(0.8);
    expect(strip.every(({ x }) => x > screen.x + screen.width)).toBe(true);
    expect(inSight).toBe(3);
  });

  it("without anybody beside it fills the picture", () => {
    const { places } = planFor(HD, "speaker", { people: [], screen: "screen-p1" });
    expect(places).toEqual([
      { id: "screen-p1", kind: "screen", ring: false, x: 0, y: 0, width: 1280, height: 720 },
    ]);
  });
});

const layouts = fc.constantFrom<RecordLayout>("speaker", "grid", "single-speaker");
const media = fc.record({
  people: fc.integer({ min: 0, max: 60 }).map(people),
  screen: fc.constantFrom(null, "screen-p1"),
});

describe("every recording", () => {
  it("keeps everything inside the picture, nothing over anything else", () => {
    fc.assert(
      fc.property(layouts, media, (layout, given) => {
        const { places, more } = planFor(HD, layout, given);
        const boxes = [...places, ...(more === null ? [] : [more.box])];
        for (const { x, y, width, height } of boxes) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(HD.width + 0.01);
          expect(y + height).toBeLessThanOrEqual(HD.height + 0.01);
        }
        for (const [index, one] of boxes.entries()) {
          for (const other of boxes.slice(index + 1)) {
            const apart =
              one.x + one.width <= other.x ||
              other.x + other.width <= one.x ||
              one.y + one.height <= other.y ||
              other.y + other.height <= one.y;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });

  it("shows somebody where there is somebody, the screen where there is one, and nobody twice", () => {
    fc.assert(
      fc.property(layouts, media, (layout, given) => {
        const { places, more } = planFor(HD, layout, given);
        const shown = places.filter(({ kind }) => kind === "person");
        expect(places.length > 0).toBe(given.people.length > 0 || given.screen !== null);
        expect(places[0]?.kind === "screen").toBe(given.screen !== null);
        expect(new Set(ids(places)).size).toBe(places.length);
        if (layout !== "single-speaker") expect(shown.length + (more?.count ?? 0)).toBe(given.people.length);
      }),
    );
  });

  it("is the same picture at every size, only sharper", () => {
    fc.assert(
      fc.property(layouts, media, (layout, given) => {
        const small = planFor(HD, layout, given);
        const large = planFor(FULL_HD, layout, given);
        expect(ids(large.places)).toEqual(ids(small.places));
        for (const [index, place] of small.places.entries()) {
          expect(large.places[index]?.x).toBeCloseTo(place.x * 1.5, 6);
          expect(large.places[index]?.width).toBeCloseTo(place.width * 1.5, 6);
        }
      }),
    );
  });

  it("is empty before the window has a size", () => {
    expect(planFor({ width: 0, height: 0 }, "grid", { people: people(3), screen: null }).places).toEqual([]);
  });
});
