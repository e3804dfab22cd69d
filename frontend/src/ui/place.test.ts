import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Placement, place } from "./place";

const WINDOW = { width: 1280, height: 800 };
/** Leave: at the end of the bar, at the bottom of the window. */
const LEAVE = { left: 700, top: 740, width: 80, height: 44 };
const MENU = { width: 240, height: 120 };

describe("the place of a menu", () => {
  it.each<[Placement, number]>([
    ["top", 620],
    ["top start", 700],
    ["top end", 540],
  ])("%s of its button has its left edge at %i", (placement, left) => {
    expect(place(placement, LEAVE, MENU, WINDOW)).toEqual({
      left,
      from: "bottom",
      distance: 68,
      maxHeight: 724,
    });
  });

  it.each<[Placement, number]>([
    ["top start", 540],
    ["top", 620],
    ["top end", 700],
  ])("%s changes sides where the text runs from right to left", (placement, left) => {
    expect(place(placement, LEAVE, MENU, WINDOW, "rtl").left).toBe(left);
  });

  it("is below a button that asks for it", () => {
    const atTheTop = { ...LEAVE, top: 10 };
    expect(place("bottom", atTheTop, MENU, WINDOW)).toMatchObject({ from: "top", distance: 62 });
  });

  it("is on the other side where there is more room", () => {
    expect(place("bottom", LEAVE, MENU, WINDOW).from).toBe("bottom");
    expect(place("top", { ...LEAVE, top: 20 }, MENU, WINDOW).from).toBe("top");
  });

  it("stays on its side where neither has room, and scrolls", () => {
    const lying = { width: 844, height: 390 };
    const middle = { ...LEAVE, top: 180 };
    const tall = { width: 240, height: 900 };
    expect(place("bottom", middle, tall, lying)).toMatchObject({ from: "bottom", maxHeight: 164 });
    expect(place("top", { ...LEAVE, top: 173 }, tall, lying)).toMatchObject({
      from: "bottom",
      maxHeight: 157,
    });
  });

  it("is pushed back from either edge of the window", () => {
    expect(place("top", { ...LEAVE, left: 0 }, MENU, WINDOW).left).toBe(8);
    expect(place("top start", { ...LEAVE, left: 1200 }, MENU, WINDOW).left).toBe(1280 - 240 - 8);
  });
});

it("is inside the window and never over its button, whatever the sizes", () => {
  const side = fc.constantFrom<Placement>(
    "top",
    "top start",
    "top end",
    "bottom",
    "bottom start",
    "bottom end",
  );
  const pixels = (max: number) => fc.integer({ min: 0, max });
  fc.assert(
    fc.property(
      side,
      fc.record({ left: pixels(1200), top: pixels(700), width: pixels(80), height: pixels(44) }),
      fc.record({ width: fc.integer({ min: 1, max: 1000 }), height: fc.integer({ min: 1, max: 2000 }) }),
      fc.constantFrom("ltr" as const, "rtl" as const),
      (placement, button, box, direction) => {
        const { left, from, distance, maxHeight } = place(placement, button, box, WINDOW, direction);
        const height = Math.min(box.height, maxHeight);
        const top = from === "top" ? distance : WINDOW.height - distance - height;
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left + box.width).toBeLessThanOrEqual(WINDOW.width);
        expect(top >= button.top + button.height || top + height <= button.top).toBe(true);
        expect(height === 0 || (top >= 0 && top + height <= WINDOW.height)).toBe(true);
      },
    ),
  );
});
