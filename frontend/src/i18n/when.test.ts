import type { TFunction } from "i18next";
import { describe, expect, it, onTestFinished } from "vitest";
import { startI18n } from "./i18n";
import { clockTime, dayName, daysAway, nameList, whenSentence, zoneCity } from "./when";

const BERLIN = "Europe/Berlin";
const NOW = Date.parse("2026-11-24T13:05:00Z");
const SESSION = { start: "2026-11-24T13:00:00Z", end: "2026-11-24T13:50:00Z" };

async function sentence(
  language: "en" | "de",
  span = SESSION as { start: string | null; end: string | null },
  now = NOW,
) {
  const i18n = await startI18n(language);
  return whenSentence(span, { t: i18n.t as TFunction<"common">, language, now, zone: BERLIN });
}

describe("when a session is", () => {
  it("names today and the zone, in both languages", async () => {
    expect(await sentence("en")).toBe("Today, 14:00 to 14:50, Berlin time");
    expect(await sentence("de")).toBe("Heute, 14:00 bis 14:50 Uhr, Zeit in Berlin");
  });

  it("names tomorrow", async () => {
    expect(await sentence("en", SESSION, NOW - 86_400_000)).toBe("Tomorrow, 14:00 to 14:50, Berlin time");
    expect(await sentence("de", SESSION, NOW - 86_400_000)).toBe(
      "Morgen, 14:00 bis 14:50 Uhr, Zeit in Berlin",
    );
  });

  it("names the day further away, and the year where it is another", async () => {
    const friday = { start: "2026-11-27T13:00:00Z", end: "2026-11-27T13:50:00Z" };
    expect(await sentence("en", friday)).toBe("Friday 27 November, 14:00 to 14:50, Berlin time");
    expect(await sentence("de", friday)).toBe("Freitag, 27. November, 14:00 bis 14:50 Uhr, Zeit in Berlin");
    const later = { start: "2027-01-05T13:00:00Z", end: null };
    expect(await sentence("en", later)).toContain("2027");
  });

  it("leaves the end out where there is none", async () => {
    expect(await sentence("en", { ...SESSION, end: null })).toBe("Today, from 14:00, Berlin time");
    expect(await sentence("de", { ...SESSION, end: null })).toBe("Heute ab 14:00 Uhr, Zeit in Berlin");
    expect(await sentence("en", { ...SESSION, end: null }, NOW - 86_400_000)).toBe(
      "Tomorrow, from 14:00, Berlin time",
    );
  });

  it("says nothing about a session without times", async () => {
    expect(await sentence("en", { start: null, end: null })).toBe("");
  });
});

describe("days", () => {
  it("change at midnight of the zone, not of Greenwich", () => {
    const lateInBerlin = Date.parse("2026-11-24T23:30:00Z"); // 00:30 on the 25th
    expect(daysAway("2026-11-25T08:00:00Z", lateInBerlin, BERLIN)).toBe(0);
    expect(daysAway("2026-11-25T08:00:00Z", lateInBerlin, "UTC")).toBe(1);
  });

  it("are counted across the end of summer time", () => {
    expect(daysAway("2026-10-26T12:00:00Z", Date.parse("2026-10-24T12:00:00Z"), BERLIN)).toBe(2);
  });
});

it("a zone is known by its city", () => {
  expect(zoneCity("America/New_York")).toBe("New York");
  expect(zoneCity("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
  expect(zoneCity("UTC")).toBeNull();
  expect(zoneCity("Etc/GMT+3")).toBeNull();
});

it("midnight is 00:00, never 24:00", () => {
  expect(clockTime("2026-11-24T23:00:00Z", { language: "en", zone: BERLIN })).toBe("00:00");
});

it("what writes a time is made once for each language and zone, however many lines are written", () => {
  let made = 0;
  const Real = Intl.DateTimeFormat;
  class Counted extends Real {
    constructor(...how: ConstructorParameters<typeof Real>) {
      super(...how);
      made += 1;
    }
  }
  onTestFinished(() => void Object.assign(Intl, { DateTimeFormat: Real }));
  Object.assign(Intl, { DateTimeFormat: Counted });
  const write = (language: string, zone: string) => {
    const how = { language, zone, now: NOW };
    return [clockTime(NOW, how), daysAway(NOW, NOW, zone), dayName(SESSION.start, how)];
  };
  expect(write("en", "Asia/Tokyo")).toEqual(["22:05", 0, "Tuesday 24 November"]);
  const first = made;
  expect(first).toBeGreaterThan(0);
  for (let line = 0; line < 100; line += 1) write("en", "Asia/Tokyo");
  expect(made).toBe(first);
  // Another zone, or another language, is not written by the same.
  expect(write("en", "Asia/Kathmandu")[0]).toBe("18:50");
  expect(write("de", "Asia/Tokyo")[2]).toBe("Dienstag, 24. November");
});

it("names are listed in the language's own way", () => {
  expect(nameList(["Ann", "Ben", "Cem"], "en")).toBe("Ann, Ben and Cem");
  expect(nameList(["Ann", "Ben", "Cem"], "de")).toBe("Ann, Ben und Cem");
});
