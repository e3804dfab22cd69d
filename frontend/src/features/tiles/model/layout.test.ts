import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasChoice, hasRing, type Layout, type LayoutChoice, type LayoutMedia, layoutFor } from "./layout";

const desktop = { width: 1248, height: 672 };
const phone = { width: 374, height: 640 };
const noChoice: LayoutChoice = { corner: null, page: 0, arrangement: "grid" };
const largeSpeaker: LayoutChoice = { ...noChoice, arrangement: "speaker" };

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
    const layout = layoutFor(desktop, { ...noChoice, corner: "top-left" }, media());
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
      { ...noChoice, page: 7 },
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
    const choice: LayoutChoice = { ...noChoice, corner: "top-left" };
    layoutFor(desktop, choice, media({ screen: "screen-nadia" }));
    expect(layoutFor(desktop, choice, media())).toMatchObject({ kind: "pair", corner: "top-left" });
  });
});

const crowd = Array.from({ length: 12 }, (_, index) => `p${index}`);

/** Page after page of a layout, in the order in which they are turned. */
function everyPage(stage: typeof desktop, choice: LayoutChoice, given: LayoutMedia): Layout[] {
  const first = layoutFor(stage, choice, given);
  const pages = "pages" in first ? first.pages : 1;
  return Array.from({ length: pages }, (_, page) => layoutFor(stage, { ...choice, page }, given));
}

describe("a strip that is too short", () => {
  const given = media({ roomType: "group", people: crowd, self: "p11", screen: "s" });

  it("shows the next people in the same places, and everybody in the end", () => {
    const pages = everyPage(desktop, noChoice, given);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap((page) => ids(page).slice(1))).toEqual(crowd);
    const boxes = pages.map((page) => ("moreBox" in page ? page.moreBox : null));
    expect(new Set(boxes.map((box) => JSON.stringify(box))).size).toBe(1);
  });

  it("is left out where the screen would be too small, and it is known how many are not seen", () => {
    const layout = layoutFor({ width: 320, height: 200 }, noChoice, given);
    expect(layout).toMatchObject({ kind: "share", more: 12, moreBox: null, pages: 1 });
    expect(layout.places).toEqual([{ id: "s", kind: "screen", x: 0, y: 0, width: 320, height: 200 }]);
  });
});

describe("a group with the speaker large", () => {
  const given = media({ roomType: "group", people: ["nadia", "samira", "leo", "jonas"] });

  it("gives the first seat the stage, and the others a strip", () => {
    const layout = layoutFor(desktop, largeSpeaker, given);
    expect(layout).toMatchObject({ kind: "speaker", sight: { from: 0, to: 1 }, more: 0 });
    expect(ids(layout)).toEqual(given.people);
    const [large, second] = layout.places;
    expect(large && second && large.width > 4 * second.width).toBe(true);
  });

  it("yields to a screen, and is back after it", () => {
    expect(layoutFor(desktop, largeSpeaker, { ...given, screen: "s" }).kind).toBe("share");
    expect(layoutFor(desktop, largeSpeaker, given).kind).toBe("speaker");
  });

  it("is nothing for somebody alone, nor for a conversation or a stage", () => {
    expect(layoutFor(desktop, largeSpeaker, { ...given, people: ["jonas"] }).kind).toBe("alone");
    expect(layoutFor(desktop, largeSpeaker, media()).kind).toBe("pair");
    expect(layoutFor(desktop, largeSpeaker, { ...given, roomType: "individual" }).kind).toBe("grid");
    expect(layoutFor(desktop, largeSpeaker, { ...given, roomType: "webinar" }).kind).toBe("grid");
  });
});

describe.each(["webinar", "broadcast"] as const)("the stage of a %s", (roomType) => {
  const watched = (...people: string[]) => media({ roomType, people, self: null });

  it("is empty before anybody is on it", () => {
    expect(layoutFor(desktop, noChoice, watched()).places).toEqual([]);
  });

  it("is filled by one person, also by oneself", () => {
    const full = { x: 0, y: 0, ...desktop };
    const seen = layoutFor(desktop, noChoice, watched("elena"));
    expect(seen).toMatchObject({ kind: "solo", places: [{ id: "elena", kind: "person", ...full }] });
    const own = layoutFor(desktop, noChoice, media({ roomType, people: ["elena"], self: "elena" }));
    expect(own).toMatchObject({ kind: "solo", places: [{ id: "elena", kind: "self", ...full }] });
  });

  it("shows those who watch a second person small, at the top of the end side", () => {
    const layout = layoutFor(desktop, noChoice, watched("elena", "amal"));
    expect(layout.kind).toBe("duo");
    expect(layout.places).toEqual([
      { id: "elena", kind: "person", x: 0, y: 0, ...desktop },
      { id: "amal", kind: "person", x: 1248 - 256 - 16, y: 16, width: 256, height: 144 },
    ]);
  });

  it("shows those who watch the leader large among three, and nobody takes that place", () => {
    const layout = layoutFor(desktop, noChoice, watched("elena", "amal", "leo"));
    expect(layout).toMatchObject({ kind: "speaker", sight: { from: 1, to: 3 } });
    expect(ids(layout)).toEqual(["elena", "amal", "leo"]);
  });

  it("is a stage of equals for whoever is on it", () => {
    const layout = layoutFor(desktop, noChoice, media({ roomType, people: ["elena", "jonas"] }));
    expect(layout.kind).toBe("grid");
    const [left, right] = layout.places;
    expect([left?.y, left?.width, left?.height]).toEqual([right?.y, right?.width, right?.height]);
  });

  it("gives way to a screen, with its people beside", () => {
    const layout = layoutFor(desktop, noChoice, { ...watched("elena", "amal"), screen: "s" });
    expect(layout.kind).toBe("share");
    expect(ids(layout)).toEqual(["s", "elena", "amal"]);
  });
});

describe("the ring of whoever speaks", () => {
  const ringed = (layout: Layout) =>
    layout.places.filter((place) => hasRing(layout, place)).map(({ id }) => id);

  it("is only among equal tiles, of which there are two or more", () => {
    const group = (...people: string[]) => media({ roomType: "group", people });
    expect(ringed(layoutFor(desktop, noChoice, media()))).toEqual([]);
    expect(ringed(layoutFor(desktop, noChoice, group("nadia", "jonas")))).toEqual(["nadia", "jonas"]);
    expect(ringed(layoutFor(desktop, noChoice, group("jonas")))).toEqual([]);
    expect(ringed(layoutFor(desktop, largeSpeaker, group("nadia", "leo", "jonas")))).toEqual([
      "leo",
      "jonas",
    ]);
    expect(ringed(layoutFor(desktop, largeSpeaker, group("nadia", "jonas")))).toEqual([]);
    expect(ringed(layoutFor(desktop, noChoice, media({ screen: "s" })))).toEqual(["nadia", "jonas"]);
    expect(ringed(layoutFor(desktop, noChoice, media({ screen: "s", people: ["nadia"] })))).toEqual([]);
    const stage = media({ roomType: "webinar", people: ["elena", "amal"], self: null });
    expect(ringed(layoutFor(desktop, noChoice, stage))).toEqual([]);
  });
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
  const arrangements = fc.constantFrom("grid" as const, "speaker" as const);
  fc.assert(
    fc.property(
      stages,
      medias,
      fc.nat(5),
      arrangements,
      fc.boolean(),
      (stage, given, page, arrangement, watches) => {
        const self = watches ? null : (given.people[given.people.length - 1] ?? null);
        const layout = layoutFor(stage, { corner: null, page, arrangement }, {
          ...given,
          self,
        } as LayoutMedia);
        expect(new Set(ids(layout)).size).toBe(layout.places.length);
        for (const { x, y, width, height } of layout.places) {
          expect(x).toBeGreaterThanOrEqual(-0.01);
          expect(y).toBeGreaterThanOrEqual(-0.01);
          expect(x + width).toBeLessThanOrEqual(stage.width + 0.01);
          expect(y + height).toBeLessThanOrEqual(stage.height + 0.01);
        }
      },
    ),
  );
});

describe("a choice of the layout", () => {
  const three = media({ roomType: "group", people: ["nadia", "samira", "jonas"] });

  it("is there for a group, from two others on", () => {
    expect(hasChoice(desktop, three)).toBe(true);
    expect(hasChoice(phone, three)).toBe(true);
    expect(hasChoice(desktop, media({ roomType: "group" }))).toBe(false);
    expect(hasChoice(desktop, media({ roomType: "group", people: ["jonas"] }))).toBe(false);
    // Whoever only watches a group has the same two others.
    expect(hasChoice(desktop, media({ roomType: "group", self: null }))).toBe(true);
  });

  it("is none while a screen has the large place", () => {
    expect(hasChoice(desktop, { ...three, screen: "screen" })).toBe(false);
  });

  it("is none where no strip fits, and before anything is measured", () => {
    const flat = { width: 400, height: 90 };
    expect(layoutFor(flat, largeSpeaker, three).kind).toBe("grid");
    expect(hasChoice(flat, three)).toBe(false);
    expect(hasChoice({ width: 0, height: 0 }, three)).toBe(false);
  });

  it.each(["individual", "webinar", "broadcast"] as const)("is none in a room of the kind %s", (roomType) => {
    expect(hasChoice(desktop, { ...three, roomType })).toBe(false);
  });
});
