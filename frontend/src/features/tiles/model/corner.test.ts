import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Corner,
  cornerAfterKey,
  defaultCorner,
  flipped,
  keepInside,
  nearestCorner,
  secondBox,
  selfBox,
  selfSize,
} from "./corner";

const desktop = { width: 1248, height: 672 };
const phone = { width: 374, height: 640 };
const lying = { width: 660, height: 320 };
const corners: Corner[] = ["top-left", "top-right", "bottom-left", "bottom-right"];

it("lies at the bottom right, on an upright phone at the top right", () => {
  expect(defaultCorner(desktop)).toBe("bottom-right");
  expect(defaultCorner(lying)).toBe("bottom-right");
  expect(defaultCorner(phone)).toBe("top-right");
});

it("is upright on a phone, wide elsewhere, and small on a lying phone", () => {
  expect(selfSize(phone)).toEqual({ width: 104, height: 104 * (4 / 3) });
  expect(selfSize(desktop)).toEqual({ width: 1248 * 0.2, height: (1248 * 0.2 * 9) / 16 });
  expect(selfSize(lying).width).toBe(144);
});

it("stands above the other's name plate at the bottom left", () => {
  const plateTop = desktop.height - 8 - 28;
  const { y, height } = selfBox(desktop, "bottom-left");
  expect(y + height).toBeLessThanOrEqual(plateTop);
});

describe("the second person on a stage", () => {
  it("is small at the top of the end side: a quarter of the stage, within bounds", () => {
    expect(secondBox(desktop)).toEqual({ x: 1248 - 256 - 16, y: 16, width: 256, height: 144 });
    expect(secondBox({ width: 800, height: 600 }).width).toBe(192);
    expect(secondBox({ width: 640, height: 338 }).width).toBeCloseTo(153.6);
  });

  it("is smaller and nearer to the edge on an upright phone", () => {
    expect(secondBox({ width: 390, height: 244 })).toEqual({ x: 266, y: 12, width: 112, height: 63 });
  });

  it("never takes more than half of a side, however small the stage", () => {
    const stage = { width: 160, height: 60 };
    const { width, height } = secondBox(stage);
    expect(width).toBeLessThanOrEqual(stage.width / 2);
    expect(height).toBeLessThanOrEqual(stage.height / 2);
  });
});

it("has a corner on the other side for each, and back", () => {
  expect(corners.map(flipped)).toEqual(["top-right", "top-left", "bottom-right", "bottom-left"]);
  expect(corners.map(flipped).map(flipped)).toEqual(corners);
});

describe("dropped anywhere", () => {
  it("snaps to the corner of the quarter that holds its middle", () => {
    const size = selfSize(desktop);
    expect(nearestCorner(desktop, { x: 0, y: 0, ...size })).toBe("top-left");
    expect(nearestCorner(desktop, { x: 900, y: 100, ...size })).toBe("top-right");
    expect(nearestCorner(desktop, { x: 10, y: 500, ...size })).toBe("bottom-left");
    expect(nearestCorner(desktop, { x: 700, y: 400, ...size })).toBe("bottom-right");
  });

  it("stays inside the stage, and in its own corner's quarter", () => {
    const stages = fc.record({
      width: fc.integer({ min: 288, max: 3000 }),
      height: fc.integer({ min: 260, max: 2000 }),
    });
    fc.assert(
      fc.property(stages, fc.constantFrom(...corners), fc.integer(), fc.integer(), (stage, corner, x, y) => {
        const home = selfBox(stage, corner);
        expect(nearestCorner(stage, home)).toBe(corner);
        for (const box of [home, keepInside(stage, { ...home, x, y })]) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(stage.width);
          expect(box.y + box.height).toBeLessThanOrEqual(stage.height);
        }
      }),
    );
  });
});

describe("moved with the arrow keys", () => {
  it.each([
    ["bottom-right", "ArrowUp", "top-right"],
    ["bottom-right", "ArrowLeft", "bottom-left"],
    ["top-left", "ArrowRight", "top-right"],
    ["top-left", "ArrowDown", "bottom-left"],
  ] as const)("from %s with %s to %s", (from, key, to) => {
    expect(cornerAfterKey(from, key)).toBe(to);
  });

  it("stays where there is nowhere to go, and ignores every other key", () => {
    expect(cornerAfterKey("top-left", "ArrowUp")).toBeNull();
    expect(cornerAfterKey("top-left", "Enter")).toBeNull();
    expect(cornerAfterKey("top-left", "a")).toBeNull();
  });
});
