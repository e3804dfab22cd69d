import { describe, expect, it } from "vitest";
import { roughDuration, spokenDuration } from "./durations";

describe("a spoken duration", () => {
  it("has whole words", () => {
    expect(spokenDuration(761, "en")).toBe("12 minutes, 41 seconds");
    expect(spokenDuration(761, "de")).toBe("12 Minuten, 41 Sekunden");
  });

  it("leaves out what is zero and knows the singular", () => {
    expect(spokenDuration(3601, "en")).toBe("1 hour, 1 second");
    expect(spokenDuration(120, "de")).toBe("2 Minuten");
  });

  it("is never empty", () => {
    expect(spokenDuration(0, "en")).toBe("0 seconds");
  });
});

describe("a rough duration", () => {
  it("is in minutes", () => {
    expect(roughDuration(48 * 60 + 59, "en")).toBe("48 min");
    expect(roughDuration(48 * 60, "de")).toBe("48 Min.");
  });

  it("has hours from the first hour on", () => {
    expect(roughDuration(3600, "en")).toBe("1 hr");
    expect(roughDuration(2 * 3600 + 300, "de")).toBe("2 Std. 5 Min.");
  });

  it("does not call a short visit nothing", () => {
    expect(roughDuration(4, "en")).toBe("1 min");
  });
});
