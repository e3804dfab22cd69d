import { describe, expect, it, vi } from "vitest";
import { initials, shortName } from "./names";

describe("initials", () => {
  it.each([
    ["Jonas Weber", "JW"],
    ["Dr. Nadia Rahman", "NR"],
    ["Prof. Dr. Anna von der Heide", "AH"],
    ["Madonna", "M"],
    ["élodie Ångström", "ÉÅ"],
    ["  Aylin   Demir  ", "AD"],
    ["(Petra) Novak", "PN"],
    ["李 小龙", "李小"],
    ["👩‍👧 Ann", "👩‍👧A"],
    ["Dr.", "D"],
    ["", ""],
  ])("of %j are %j", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});

describe("initials in a browser that cannot tell letters apart", () => {
  it("are there all the same", () => {
    vi.stubGlobal("Intl", {});
    expect(initials("Jonas Weber")).toBe("JW");
    expect(initials("")).toBe("");
    vi.unstubAllGlobals();
  });
});

describe("a short name", () => {
  it("keeps title and last name", () => {
    expect(shortName("Dr. Nadia Rahman")).toBe("Dr. Rahman");
  });

  it("stays whole without a title", () => {
    expect(shortName("Elena Marchetti")).toBe("Elena Marchetti");
  });

  it("stays whole where nothing can be left out", () => {
    expect(shortName("Dr. Rahman")).toBe("Dr. Rahman");
    expect(shortName(" Ann ")).toBe("Ann");
  });
});
