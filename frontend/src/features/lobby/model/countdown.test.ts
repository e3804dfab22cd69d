import { describe, expect, it } from "vitest";
import { clockFace, clockOffset, nextTick, remaining } from "./countdown";

const OPENS = "2026-11-24T13:45:00Z";
const at = (iso: string) => Date.parse(iso);

describe("the countdown", () => {
  it("counts by the server's clock, whatever the phone's says", () => {
    const phone = at("2026-11-24T13:20:00Z");
    const offset = clockOffset("2026-11-24T13:32:19Z", phone);
    expect(clockFace(remaining(OPENS, phone, offset))).toBe("12:41");
  });

  it("goes on between two answers", () => {
    const phone = at("2026-11-24T13:20:00Z");
    const offset = clockOffset("2026-11-24T13:32:19Z", phone);
    expect(clockFace(remaining(OPENS, phone + 41_000, offset))).toBe("12:00");
  });

  it("trusts the local clock where the server named no time", () => {
    expect(clockOffset("", 1000)).toBe(0);
  });

  it("shows hours only where there are any", () => {
    expect(clockFace(remaining(OPENS, at("2026-11-24T12:42:19Z"), 0))).toBe("1:02:41");
    expect(clockFace(remaining(OPENS, at("2026-11-24T13:44:55Z"), 0))).toBe("0:05");
  });

  it("adds days to the hours", () => {
    const left = remaining(OPENS, at("2026-11-22T12:45:00Z"), 0);
    expect(left).toMatchObject({ days: 2, hours: 1, minutes: 0, seconds: 0 });
    expect(clockFace(left)).toBe("49:00:00");
  });

  it("says zero only when the moment is there, and stays at zero", () => {
    expect(remaining(OPENS, at(OPENS) - 1, 0).total).toBe(1);
    expect(remaining(OPENS, at(OPENS), 0).total).toBe(0);
    expect(remaining(OPENS, at(OPENS) + 60_000, 0).total).toBe(0);
  });
});

describe("the next tick", () => {
  it("falls on the change of the shown second", () => {
    const now = at("2026-11-24T13:44:00.250Z");
    expect(nextTick(OPENS, now, 0)).toBe(now + 750);
    const then = nextTick(OPENS, now, 0);
    expect(remaining(OPENS, then, 0).total).toBe(remaining(OPENS, now, 0).total - 1);
  });

  it("is a whole second away on the change itself", () => {
    expect(nextTick(OPENS, at(OPENS) - 5000, 0)).toBe(at(OPENS) - 4000);
  });

  it("respects how far the clocks are apart", () => {
    expect(nextTick(OPENS, at(OPENS) - 5000, 300)).toBe(at(OPENS) - 5000 + 700);
  });
});
