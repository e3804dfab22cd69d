import { describe, expect, it } from "vitest";
import { clockFace } from "../../../ui/clockFace";
import { clockOffset, sessionTime } from "./clock";

const fifty = { scheduled_start: "2026-11-24T13:00:00Z", scheduled_end: "2026-11-24T13:50:00Z" };
const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);

describe("the time of the session", () => {
  it("counts from the planned start, whenever somebody came in", () => {
    expect(sessionTime(fifty, at("13:20:00"), at("13:24:10"))).toEqual({
      kind: "running",
      seconds: 1450,
      plannedMinutes: 50,
    });
  });

  it("counts down to the planned start, and never shows zero before it", () => {
    expect(sessionTime(fifty, at("12:50:00"), at("12:55:50"))).toEqual({ kind: "before", seconds: 250 });
    expect(sessionTime(fifty, at("12:50:00"), at("13:00:00") - 1)).toEqual({ kind: "before", seconds: 1 });
    expect(sessionTime(fifty, at("12:50:00"), at("13:00:00"))).toMatchObject({ kind: "running", seconds: 0 });
  });

  it("goes on after the planned end", () => {
    expect(sessionTime(fifty, at("13:00:00"), at("13:52:05"))).toEqual({
      kind: "running",
      seconds: 3125,
      plannedMinutes: 50,
    });
  });

  it("counts from one's own arrival where nothing is planned", () => {
    const unplanned = { scheduled_start: null, scheduled_end: null };
    expect(sessionTime(unplanned, at("13:00:00"), at("13:00:30"))).toEqual({
      kind: "running",
      seconds: 30,
      plannedMinutes: null,
    });
  });

  it("knows a start without an end", () => {
    expect(sessionTime({ ...fifty, scheduled_end: null }, 0, at("13:01:00"))).toEqual({
      kind: "running",
      seconds: 60,
      plannedMinutes: null,
    });
  });
});

it("measures how far the local clock is off, in both directions", () => {
  expect(clockOffset("2026-11-24T13:00:00Z", at("12:58:00"))).toBe(120_000);
  expect(clockOffset("2026-11-24T13:00:00Z", at("13:00:05"))).toBe(-5_000);
  expect(clockOffset("not a time", at("13:00:05"))).toBe(0);
});

it("shows minutes and seconds, and hours only when there are any", () => {
  expect([0, 9, 1450, 3599, 3600, 3850, -3].map(clockFace)).toEqual([
    "00:00",
    "00:09",
    "24:10",
    "59:59",
    "1:00:00",
    "1:04:10",
    "00:00",
  ]);
});
