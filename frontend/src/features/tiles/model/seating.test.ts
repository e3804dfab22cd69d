import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sight } from "./layout";
import { type Now, reseat, type Seating, UNSEATED } from "./seating";

const six = ["elena", "samuel", "ines", "leo", "yuki", "me"];
const firstPage: Sight = { from: 0, to: 3 };
const secondPage: Sight = { from: 3, to: 6 };

const now = (changes: Partial<Now> = {}): Now => ({
  order: six,
  self: "me",
  kind: "grid",
  speaking: new Set(),
  sight: firstPage,
  ...changes,
});

const speaks = (...who: string[]) => ({ speaking: new Set(who) });

/** One thing after the other, as it happens in a call. */
function played(...moments: Partial<Now>[]): Seating {
  return moments.reduce<Seating>((seating, moment) => reseat(seating, now(moment)), UNSEATED);
}

describe("somebody speaks", () => {
  it("on this page, and nobody moves", () => {
    expect(played({}, speaks("ines"), speaks(), speaks("elena", "samuel")).seats).toEqual(six);
  });

  it("on another page, and takes the place of the one here who has been silent longest", () => {
    const spoken = [speaks("samuel"), speaks("ines"), speaks("elena"), speaks()];
    expect(played({}, ...spoken, speaks("leo")).seats).toEqual([
      "elena",
      "leo",
      "ines",
      "samuel",
      "yuki",
      "me",
    ]);
  });

  it("for a long time, and counts as silent only from the end", () => {
    const spoken = [speaks("elena"), speaks("elena", "samuel"), speaks("elena", "ines"), speaks("elena")];
    expect(played({}, ...spoken, speaks(), speaks("leo")).seats.indexOf("leo")).toBe(1);
  });

  it("and of those who never spoke the last one gives way, so that the host is the last to go", () => {
    expect(played({}, speaks("yuki")).seats).toEqual(["elena", "samuel", "yuki", "leo", "ines", "me"]);
  });

  it("and nobody who speaks gives way; the place is taken when one falls silent", () => {
    const all = speaks("elena", "samuel", "ines", "leo");
    expect(played({}, all).seats).toEqual(six);
    expect(played({}, all, speaks("elena", "samuel", "leo")).seats.slice(0, 3)).toEqual([
      "elena",
      "samuel",
      "leo",
    ]);
  });

  it("and falls silent, and stays: places are not given back", () => {
    const once = played({}, speaks("leo"));
    expect(reseat(once, now()).seats).toEqual(once.seats);
  });

  it("and it is oneself: nobody moves, for nobody need see themselves speak", () => {
    expect(played({}, speaks("me")).seats).toEqual(six);
  });

  it("and looking at the page of oneself, one keeps the own place", () => {
    const { seats } = played({ sight: secondPage }, { sight: secondPage, ...speaks("elena") });
    expect(seats).toEqual(["yuki", "samuel", "ines", "leo", "elena", "me"]);
  });

  it("where one has the large place: gets it, and it stays theirs while others are silent", () => {
    const large = { kind: "speaker", sight: { from: 0, to: 1 } };
    const first = played(large, { ...large, ...speaks("ines") });
    expect(first.seats).toEqual(["ines", "samuel", "elena", "leo", "yuki", "me"]);
    expect(reseat(first, now(large)).seats).toEqual(first.seats);
  });
});

describe("somebody comes or goes", () => {
  it("and the place follows the order: the host first, the newest before oneself", () => {
    expect(played({ order: ["samuel", "me"] }, { order: ["elena", "samuel", "me"] }).seats).toEqual([
      "elena",
      "samuel",
      "me",
    ]);
    expect(played({}, { order: [...six.slice(0, 5), "ada", "me"] }).seats.slice(5)).toEqual(["ada", "me"]);
  });

  it("and leaves no gap; whoever was exchanged stays so", () => {
    const { seats } = played({}, speaks("yuki"), { order: six.filter((id) => id !== "samuel") });
    expect(seats).toEqual(["elena", "yuki", "leo", "ines", "me"]);
  });

  it("and who comes back begins as silent", () => {
    const without = { order: six.filter((id) => id !== "ines") };
    const spoken = [speaks("elena"), speaks("samuel"), speaks("ines"), speaks()];
    const { seats } = played({}, ...spoken, { ...without, ...speaks("elena") }, {}, speaks("leo"));
    expect(seats.indexOf("leo")).toBe(2);
  });
});

it("begins again in the natural order with another layout", () => {
  expect(played({}, speaks("yuki"), { kind: "share" }).seats).toEqual(six);
});

describe("whatever happens", () => {
  const ids = fc.uniqueArray(fc.constantFrom(..."abcdefghijklmnop"), { maxLength: 16 });
  const moment = fc
    .record({
      ids,
      talk: fc.subarray([..."abcdefghijklmnop"]),
      from: fc.nat(12),
      size: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ ids: order, talk, from, size }): Now => {
      const start = Math.min(from, Math.max(0, order.length - 1));
      return {
        order,
        self: order[order.length - 1] ?? null,
        kind: "grid",
        speaking: new Set(talk),
        sight: { from: start, to: Math.min(start + size, order.length) },
      };
    });
  const story = fc.array(moment, { maxLength: 8 });
  const tell = (moments: Now[]) => moments.reduce(reseat, UNSEATED);

  it("everybody has one seat, and it settles at once", () => {
    fc.assert(
      fc.property(story, moment, (moments, last) => {
        const seating = tell([...moments, last]);
        expect([...seating.seats].sort()).toEqual([...last.order].sort());
        expect(reseat(seating, last)).toBe(seating);
      }),
    );
  });

  it("nobody moves for speech but pairs: one who speaks comes into sight, one who is silent leaves it", () => {
    fc.assert(
      fc.property(story, moment, fc.subarray([..."abcdefghijklmnop"]), (moments, last, talk) => {
        const before = tell([...moments, last]).seats;
        const said = { ...last, speaking: new Set(talk) };
        const { seats } = reseat(tell([...moments, last]), said);
        const isInSight = (seat: number) => seat >= last.sight.from && seat < last.sight.to;
        for (const [seat, id] of before.entries()) {
          const moved = seats.indexOf(id);
          if (moved === seat) continue;
          expect(id).not.toBe(last.self);
          expect(seats[seat]).toBe(before[moved]);
          expect(isInSight(moved)).toBe(said.speaking.has(id));
          expect(isInSight(seat)).toBe(!said.speaking.has(id));
        }
      }),
    );
  });

  it("whoever speaks is in sight, or everybody in sight speaks or is oneself", () => {
    fc.assert(
      fc.property(story, moment, (moments, last) => {
        const { seats } = tell([...moments, last]);
        const seen = seats.slice(last.sight.from, last.sight.to);
        const unseen = seats.filter((id) => last.speaking.has(id) && id !== last.self && !seen.includes(id));
        if (unseen.length === 0) return;
        for (const id of seen) expect(last.speaking.has(id) || id === last.self).toBe(true);
      }),
    );
  });
});
