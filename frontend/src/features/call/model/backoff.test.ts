import { expect, it } from "vitest";
import { waitBefore } from "./backoff";

const middle = 0.5;

it("does not wait before the first try", () => {
  expect(waitBefore(0, 0.9)).toBe(0);
});

it("doubles up to five seconds", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => waitBefore(attempt, middle))).toEqual([
    300, 600, 1200, 2400, 4800, 5000, 5000, 5000,
  ]);
});

it("spreads people by a quarter either way", () => {
  expect(waitBefore(6, 0)).toBe(3750);
  expect(waitBefore(6, 1)).toBe(6250);
});

it("leaves room for at least ten tries within the minute in which we try", () => {
  let at = 0;
  let tries = 0;
  for (; at < 60_000; tries += 1) at += waitBefore(tries, 1);
  expect(tries).toBeGreaterThanOrEqual(10);
});
