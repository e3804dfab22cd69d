import type { TFunction } from "i18next";

/** The city of a time zone's name ("Europe/Berlin" is "Berlin"); null where the name has none ("UTC", "Etc/GMT+3"). */
export function zoneCity(zone: string): string | null {
  if (!zone.includes("/") || zone.startsWith("Etc/")) return null;
  return (zone.split("/").at(-1) as string).replaceAll("_", " ");
}

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

interface Clock {
  language: string;
  zone?: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make one takes longer than to use it a hundred times, and a log of lines asks for the same ones again and again. */
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language, options);
  formats.set(key, made);
  return made;
}

/** "14:00": 24 hours in both languages, as on the bookings pages. */
export function clockTime(moment: string | number, { language, zone = localZone() }: Clock): string {
  return format(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  }).format(new Date(moment));
}

/** Which day a moment falls on, seen from `now`: 0 today, 1 tomorrow, -1 yesterday. Counts calendar days of the zone. */
export function daysAway(moment: string | number, now: number, zone: string = localZone()): number {
  const day = (time: Date) => {
    const parts = format("en-CA", { timeZone: zone, dateStyle: "short" }).format(time);
    return Date.parse(`${parts}T00:00:00Z`) / 86_400_000;
  };
  return day(new Date(moment)) - day(new Date(now));
}

export interface Span {
  start: string | null;
  end: string | null;
}

/** "Today, 14:00 to 14:50, Berlin time". An empty string where no start is known. */
export function whenSentence(
  { start, end }: Span,
  { t, language, now, zone = localZone() }: Clock & { t: TFunction<"common">; now: number },
): string {
  if (start === null) return "";
  const city = zoneCity(zone);
  const named = city === null ? zone : t("when.zone", { city });
  const words = { start: clockTime(start, { language, zone }), end: "", zone: named, day: "" };
  if (end !== null) words.end = clockTime(end, { language, zone });
  const away = daysAway(start, now, zone);
  if (away === 0) return end === null ? t("when.today_from", words) : t("when.today", words);
  if (away === 1) return end === null ? t("when.tomorrow_from", words) : t("when.tomorrow", words);
  words.day = dayName(start, { language, zone, now });
  return end === null ? t("when.day_from", words) : t("when.day", words);
}

/** "Thursday, 26 November", with the year where it is not this one. */
export function dayName(
  moment: string,
  { language, zone = localZone(), now }: Clock & { now: number },
): string {
  const date = new Date(moment);
  const year = (time: Date) => format("en", { year: "numeric", timeZone: zone }).format(time);
  return format(language === "en" ? "en-GB" : language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(year(date) === year(new Date(now)) ? {} : { year: "numeric" }),
    timeZone: zone,
  }).format(date);
}

/** "Ann, Ben and Cem", in the language's own way. */
export function nameList(names: string[], language: string): string {
  return new Intl.ListFormat(language === "en" ? "en-GB" : language, { type: "conjunction" }).format(names);
}
