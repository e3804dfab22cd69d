import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Layout, type LayoutMedia, layoutFor } from "./layout";

const desktop = { width: 1248, height: 672 };
const phone = { width: 374, height: 640 };
const noChoice = { corner: null, page: 0 };

function media(changes: Partial<LayoutMedia> = {}): LayoutMedia {
  return { roomType: "individual", people: ["nadia", "jonas"], self: "jonas", screen: null, ...changes };
}

const ids = (layout: Layout) => layout.places.map(({ id }) => id);

describe("a conversation of two", () => {
  it("gives the whole stage to the other, and a corner to oneself", () => {
    const layout = layoutFor(desktop, noChoice, media());
    expect(layout.kind).toBe("pair");
    expect(layout.places[0]).toEqual({ id: "nadia", kind: "person", x: 0, y: 0, ...desktop });
    expect(layout.places[1]).toMatchObject({ id: "jonas", kind: "self" });
  });

  it("puts oneself where one chose", () => {
    const layout = layoutFor(desktop, { corner: "top-left", page: 0 }, media());
    expect(layout).toMatchObject({ corner: "top-left" });
    expect(layout.places[1]).toMatchObject({ x: 16, y: 16 });
  });

  it("keeps one's own place while the other is not there, so that nothing moves when they come", () => {
    const alone = layoutFor(desktop, noChoice, media({ people: ["jonas"] }));
    const together = layoutFor(desktop, noChoice, media());
    expect(alone.kind).toBe("alone");
    expect(alone.places[0]).toEqual(together.places[1]);
  });
});

describe("more than two", () => {
  it("stand in a grid, oneself among them", () => {
    const layout = layoutFor(desktop, noChoice, media({ people: ["nadia", "samira", "jonas"] }));
    expect(layout.kind).toBe("grid");
    expect(ids(layout)).toEqual(["nadia", "samira", "jonas"]);
    expect(layout.places[2]?.kind).toBe("self");
  });

  it("are two in a group: equals, not one large and one small", () => {
    expect(layoutFor(desktop, noChoice, media({ roomType: "group" })).kind).toBe("grid");
  });

  it("turn to pages when there are too many, and a page that is gone falls back to the last", () => {
    const people = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const first = layoutFor(desktop, noChoice, media({ roomType: "group", people, self: "p19" }));
    expect(first).toMatchObject({ kind: "grid", page: 0, pages: 2 });
    const last = layoutFor(
      desktop,
      { corner: null, page: 7 },
      media({ roomType: "group", people, self: "p19" }),
    );
    expect(last).toMatchObject({ page: 1 });
    expect(ids(first).concat(ids(last))).toEqual(people);
  });
});

describe("a screen", () => {
  it("takes the stage, with people in a strip at its side", () => {
    const layout = layoutFor(desktop, noChoice, media({ screen: "screen-nadia" }));
    expect(ids(layout)).toEqual(["screen-nadia", "nadia", "jonas"]);
    const [screen, first] = layout.places;
    expect(screen).toMatchObject({ kind: "screen", x: 0, height: desktop.height });
    expect(first?.width).toBeCloseTo(1248 * 0.16, 5);
    expect(first && screen && first.x >= screen.width).toBe(true);
  });

  it("stands above the people on a phone", () => {
    const layout = layoutFor(phone, noChoice, media({ screen: "screen-nadia" }));
    const [screen, first] = layout.places;
    expect(screen?.width).toBe(phone.width);
    expect(first && screen && first.y >= screen.height).toBe(true);
  });

  it("tells how many have no place in the strip", () => {
    const people = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const layout = layoutFor(
      desktop,
      noChoice,
      media({ roomType: "group", people, self: "p11", screen: "s" }),
    );
    if (layout.kind !== "share") throw new Error(layout.kind);
    expect(layout.places.length - 1 + layout.more).toBe(12);
    expect(layout.more).toBeGreaterThan(1);
    expect(layout.moreBox).not.toBeNull();
  });

  it("leaves the choice as it was for afterwards", () => {
    const choice = { corner: "top-left", page: 0 } as const;
    layoutFor(desktop, choice, media({ screen: "screen-nadia" }));
    expect(layoutFor(desktop, choice, media())).toMatchObject({ kind: "pair", corner: "top-left" });
  });
});

it("shows a viewer the people without the viewer", () => {
  const layout = layoutFor(desktop, noChoice, media({ roomType: "webinar", people: ["elena"], self: null }));
  expect(layout).toMatchObject({ kind: "grid" });
  expect(ids(layout)).toEqual(["elena"]);
});

it("places nobody twice and nobody outside, whoever is there and whatever the window", () => {
  const stages = fc.record({
    width: fc.integer({ min: 300, max: 2600 }),
    height: fc.integer({ min: 260, max: 1600 }),
  });
  const medias = fc.record({
    roomType: fc.constantFrom("individual", "group", "webinar", "broadcast"),
    people: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 30 }),
    screen: fc.constantFrom(null, "the screen"),
  });
  fc.assert(
    fc.property(stages, medias, fc.nat(5), (stage, given, page) => {
      const self = given.people[given.people.length - 1] ?? null;
      const layout = layoutFor(stage, { corner: null, page }, { ...given, self } as LayoutMedia);
      expect(new Set(ids(layout)).size).toBe(layout.places.length);
      for (const { x, y, width, height } of layout.places) {
        expect(x).toBeGreaterThanOrEqual(-0.01);
        expect(y).toBeGreaterThanOrEqual(-0.01);
        expect(x + width).toBeLessThanOrEqual(stage.width + 0.01);
        expect(y + height).toBeLessThanOrEqual(stage.height + 0.01);
      }
    }),
  );
});
