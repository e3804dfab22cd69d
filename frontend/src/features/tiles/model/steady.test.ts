import { describe, expect, it } from "vitest";
import { SPEAKING, Steady } from "./steady";

const nadia = new Set(["nadia"]);
const nobody = new Set<string>();

function speaking(): Steady {
  const steady = new Steady(SPEAKING);
  steady.update(nadia, 0);
  return steady;
}

describe("somebody speaks", () => {
  it("and is shown after 300 ms, not before", () => {
    const steady = speaking();
    expect(steady.shown(299)).toEqual(nobody);
    expect(steady.shown(300)).toEqual(nadia);
  });

  it("and a cough is not shown", () => {
    const steady = speaking();
    steady.update(nobody, 200);
    expect(steady.shown(5_000)).toEqual(nobody);
  });

  it("and a pause for breath does not hide it, a second of silence does", () => {
    const steady = speaking();
    expect(steady.shown(400)).toEqual(nadia);
    steady.update(nobody, 1_000);
    expect(steady.shown(1_900)).toEqual(nadia);
    steady.update(nadia, 1_950);
    steady.update(nobody, 2_000);
    expect(steady.shown(2_999)).toEqual(nadia);
    expect(steady.shown(3_000)).toEqual(nobody);
  });

  it("and two people do not disturb each other", () => {
    const steady = speaking();
    steady.update(new Set(["nadia", "jonas"]), 250);
    expect(steady.shown(300)).toEqual(nadia);
    expect(steady.shown(550)).toEqual(new Set(["nadia", "jonas"]));
  });
});

describe("when to look again", () => {
  it("is told while something is under way", () => {
    const steady = speaking();
    expect(steady.wait(100)).toBe(200);
    steady.shown(300);
    expect(steady.wait(300)).toBeNull();
    steady.update(nobody, 400);
    expect(steady.wait(500)).toBe(900);
  });

  it("is never when nothing changes", () => {
    expect(new Steady(SPEAKING).wait(0)).toBeNull();
  });

  it("is soon enough: looking then shows what it announced", () => {
    const steady = speaking();
    steady.shown(0);
    expect(steady.shown(steady.wait(0) ?? 0)).toEqual(nadia);
  });
});
