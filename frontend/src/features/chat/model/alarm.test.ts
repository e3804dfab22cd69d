import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Alarm } from "./alarm";

let rung: number;
let alarm: Alarm;

beforeEach(() => {
  vi.useFakeTimers();
  rung = 0;
  alarm = new Alarm(() => {
    rung += 1;
  });
});
afterEach(() => void vi.useRealTimers());

it("rings once, when it is due", () => {
  alarm.setWithin(1_000);
  vi.advanceTimersByTime(999);
  expect([rung, alarm.isSet]).toEqual([0, true]);
  vi.advanceTimersByTime(60_000);
  expect([rung, alarm.isSet]).toEqual([1, false]);
});

it("is not put off by whoever sets it again", () => {
  alarm.setWithin(1_000);
  vi.advanceTimersByTime(600);
  alarm.setWithin(1_000);
  vi.advanceTimersByTime(400);
  expect(rung).toBe(1);
});

it("rings sooner where something is due sooner, and then once", () => {
  alarm.setWithin(30_000);
  alarm.setWithin(1_000);
  vi.advanceTimersByTime(60_000);
  expect(rung).toBe(1);
});

it("does not ring once it is cleared, and can be set again for later", () => {
  alarm.setWithin(1_000);
  alarm.clear();
  expect(alarm.isSet).toBe(false);
  alarm.setWithin(5_000);
  vi.advanceTimersByTime(1_000);
  expect(rung).toBe(0);
  vi.advanceTimersByTime(4_000);
  expect(rung).toBe(1);
});
