import { describe, expect, it } from "vitest";
import { BARS, barsOf, hear, rmsOf, SILENCE_MS, startHearing } from "./hearing";

describe("the meter", () => {
  it("shows nothing for a silent room", () => {
    expect(barsOf(0)).toBe(0);
    expect(barsOf(0.003)).toBe(0);
  });

  it("grows with loudness and never leaves its bars", () => {
    const loudness = [0.005, 0.01, 0.03, 0.08, 0.16, 0.9];
    const bars = loudness.map(barsOf);
    expect(bars).toEqual([...bars].sort((a, b) => a - b));
    expect(bars[0]).toBe(1);
    expect(bars.at(-1)).toBe(BARS);
  });

  it("measures the root of the mean square", () => {
    expect(rmsOf(new Float32Array([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5);
    expect(rmsOf(new Float32Array(0))).toBe(0);
  });
});

describe("hearing", () => {
  it("says so once somebody speaks", () => {
    expect(hear(startHearing(0), 0.05, 100).verdict).toBe("heard");
  });

  it("asks after a while in which nothing came", () => {
    const start = startHearing(0);
    expect(hear(start, 0.001, SILENCE_MS - 1)).toBe(start);
    expect(hear(start, 0.001, SILENCE_MS).verdict).toBe("silent");
  });

  it("takes it back as soon as something is heard", () => {
    const silent = hear(startHearing(0), 0, SILENCE_MS);
    expect(hear(silent, 0.05, SILENCE_MS + 10).verdict).toBe("heard");
  });

  it("does not doubt a microphone because somebody is quiet", () => {
    const heard = hear(startHearing(0), 0.05, 100);
    expect(hear(heard, 0, 100 + 10 * SILENCE_MS)).toBe(heard);
  });

  it("stays silent without starting over", () => {
    const silent = hear(startHearing(0), 0, SILENCE_MS);
    expect(hear(silent, 0, 3 * SILENCE_MS)).toBe(silent);
  });
});
