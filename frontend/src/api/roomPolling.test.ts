import { describe, expect, it } from "vitest";
import { errorFrom, networkError } from "./errors";
import { keepsLastState, nextPoll } from "./roomPolling";

describe("asking again", () => {
  it("is calm while answers come", () => {
    expect(nextPoll(0)).toBe(5_000);
    expect(nextPoll(0, 2_000)).toBe(2_000);
  });

  it("gets slower while none come, and never stops", () => {
    expect([1, 2, 3, 4, 5, 50].map((failures) => nextPoll(failures))).toEqual([
      5_000, 10_000, 20_000, 30_000, 30_000, 30_000,
    ]);
  });
});

describe("a page that is told what changes, and asks rarely", () => {
  it("asks as often as any other when it gets no answer", () => {
    expect([0, 1, 2].map((failures) => nextPoll(failures, 15_000))).toEqual([15_000, 5_000, 10_000]);
  });
});

describe("the last good state", () => {
  it("stays while the server is silent or in trouble", () => {
    expect(
      [networkError, errorFrom(503, {}), errorFrom(500, {}), errorFrom(429, {})].every(keepsLastState),
    ).toBe(true);
  });

  it("goes when the server says no", () => {
    expect([errorFrom(403, {}), errorFrom(404, {}), errorFrom(401, {})].some(keepsLastState)).toBe(false);
  });
});
