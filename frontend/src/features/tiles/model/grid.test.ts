import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Box,
  GAP,
  gridBoxes,
  isUpright,
  mirrored,
  packing,
  pagesBelow,
  perPage,
  SMALLEST,
} from "./grid";

const desktop = { width: 1248, height: 672 };
const besidePanel = { width: 916, height: 672 };
const phone = { width: 374, height: 640 };
const tablet = { width: 736, height: 900 };

describe("how many columns", () => {
  it.each([
    [desktop, 1, 1],
    [desktop, 2, 2],
    [desktop, 3, 2],
    [desktop, 4, 2],
    [desktop, 5, 3],
    [desktop, 6, 3],
    [desktop, 9, 3],
    [desktop, 12, 4],
    [desktop, 16, 4],
    [besidePanel, 3, 2],
    [besidePanel, 5, 2],
    [tablet, 2, 1],
    [tablet, 4, 2],
    [phone, 2, 1],
    [phone, 4, 2],
    [phone, 6, 2],
  ])("%o with %i people has %i", (stage, count, columns) => {
    expect(packing(stage, count).columns).toBe(columns);
  });
});

it("lets two people side by side be almost square, so that both faces are large", () => {
  const [left] = gridBoxes(besidePanel, 2);
  expect(left && left.width / left.height).toBeCloseTo(1, 5);
});

it("centres the last row", () => {
  const boxes = gridBoxes(desktop, 5);
  const [fourth, fifth] = boxes.slice(3) as [Box, Box];
  const left = fourth.x;
  const right = desktop.width - (fifth.x + fifth.width);
  expect(left).toBeCloseTo(right, 5);
  expect(fourth.y).toBe(fifth.y);
});

it("gives the host the whole first row of an upright phone when the number is odd", () => {
  const tall = { width: 374, height: 700 };
  const [host, ...others] = gridBoxes(tall, 5) as [Box, ...Box[]];
  expect(host.width).toBe(phone.width);
  expect(others.map(({ width }) => width)).toEqual(Array(4).fill((phone.width - GAP) / 2));
  expect(gridBoxes(phone, 4).every(({ width }) => width < phone.width)).toBe(true);
  expect(gridBoxes(tablet, 5)[0]?.width).toBeLessThan(tablet.width);
});

it("shows nothing on a stage that is not measured yet", () => {
  expect(gridBoxes({ width: 0, height: 0 }, 3)).toEqual([]);
  expect(gridBoxes(desktop, 0)).toEqual([]);
});

it("is the same from the other side, for languages that are written from the right", () => {
  const [first, second] = gridBoxes(desktop, 2) as [Box, Box];
  expect(mirrored(first, desktop)).toEqual(second);
  expect(mirrored(mirrored(first, desktop), desktop)).toEqual(first);
});

it("leaves room for a finger's buttons below where pages are turned, and never less than nothing", () => {
  expect(pagesBelow(phone)).toEqual({ width: phone.width, height: phone.height - 44 - GAP });
  expect(pagesBelow({ width: 300, height: 20 }).height).toBe(0);
});

describe("on any stage, with any number of people", () => {
  const stages = fc.record({
    width: fc.integer({ min: 160, max: 3840 }),
    height: fc.integer({ min: 120, max: 2160 }),
  });
  const counts = fc.integer({ min: 1, max: 16 });

  it("everybody has a place, inside the stage, over nobody else", () => {
    fc.assert(
      fc.property(stages, counts, (stage, count) => {
        const boxes = gridBoxes(stage, count);
        expect(boxes).toHaveLength(count);
        for (const [index, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(-0.01);
          expect(box.y).toBeGreaterThanOrEqual(-0.01);
          expect(box.x + box.width).toBeLessThanOrEqual(stage.width + 0.01);
          expect(box.y + box.height).toBeLessThanOrEqual(stage.height + 0.01);
          for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
        }
      }),
    );
  });

  it("tiles are equal, but for the host's row on a phone, and have a shape that cuts off no face", () => {
    fc.assert(
      fc.property(stages, counts, (stage, count) => {
        const boxes = gridBoxes(stage, count);
        const hostRow = isUpright(stage) && stage.width < 576 && count > 1 && count % 2 === 1;
        const equal = hostRow ? boxes.slice(1) : boxes;
        for (const { width, height } of equal) {
          expect(width).toBeCloseTo(equal[0]?.width ?? 0, 5);
          expect(height).toBeCloseTo(equal[0]?.height ?? 0, 5);
        }
        const narrowest = isUpright(stage) ? 4 / 5 : count === 2 ? 1 : 4 / 3;
        for (const { width, height } of boxes.filter((box) => box.height > 0)) {
          expect(width / height).toBeGreaterThanOrEqual(narrowest - 0.001);
          expect(width / height).toBeLessThanOrEqual(16 / 9 + 0.001);
        }
      }),
    );
  });

  it("no other number of columns gives larger tiles", () => {
    fc.assert(
      fc.property(stages, counts, (stage, count) => {
        const chosen = packing(stage, count).tile;
        for (let columns = 1; columns <= count; columns += 1) {
          const rows = Math.ceil(count / columns);
          // A 4:3 tile is allowed on every stage: none may beat the chosen one.
          const width = Math.min(
            (stage.width - GAP * (columns - 1)) / columns,
            (((stage.height - GAP * (rows - 1)) / rows) * 4) / 3,
          );
          // On an upright stage a tenth may be given up to use the width.
          const least = isUpright(stage) ? 0.9 : 1;
          expect(Math.max(0, width) ** 2 * 0.75 * least).toBeLessThanOrEqual(
            chosen.width * chosen.height + 1,
          );
        }
      }),
    );
  });

  it("a page never holds tiles too small to know a face, and always somebody", () => {
    fc.assert(
      fc.property(stages, (stage) => {
        const count = perPage(stage);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(isUpright(stage) && stage.width < 576 ? 6 : 16);
        if (count === 1) return;
        for (const { width, height } of gridBoxes(stage, count)) {
          expect(width).toBeGreaterThanOrEqual(SMALLEST.width);
          expect(height).toBeGreaterThanOrEqual(SMALLEST.height);
        }
      }),
    );
  });
});

function overlap(a: Box, b: Box): boolean {
  const slack = 0.01;
  return (
    a.x + slack < b.x + b.width &&
    b.x + slack < a.x + a.width &&
    a.y + slack < b.y + b.height &&
    b.y + slack < a.y + a.height
  );
}
