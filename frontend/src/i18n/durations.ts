/** "12 minutes and 41 seconds", for ears: what a clock face says to eyes. Empty parts are left out. */
export function spokenDuration(totalSeconds: number, language: string): string {
  const parts: [number, "hour" | "minute" | "second"][] = [
    [Math.floor(totalSeconds / 3600), "hour"],
    [Math.floor(totalSeconds / 60) % 60, "minute"],
    [totalSeconds % 60, "second"],
  ];
  const said = parts.filter(([value, unit]) => value > 0 || (totalSeconds === 0 && unit === "second"));
  const words = said.map(([value, unit]) => unitWords(value, unit, "long", language));
  return new Intl.ListFormat(language === "en" ? "en-GB" : language, { type: "unit", style: "long" }).format(
    words,
  );
}

/** "48 min", "1 h 05 min": whole minutes, rounded down, at least one. For durations that nobody bills. */
export function roughDuration(totalSeconds: number, language: string): string {
  const minutes = Math.max(1, Math.floor(totalSeconds / 60));
  const short = (value: number, unit: "hour" | "minute") => unitWords(value, unit, "short", language);
  if (minutes < 60) return short(minutes, "minute");
  const rest = minutes % 60;
  const hours = short(Math.floor(minutes / 60), "hour");
  return rest === 0 ? hours : `${hours} ${short(rest, "minute")}`;
}

function unitWords(value: number, unit: string, unitDisplay: "long" | "short", language: string): string {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay }).format(value);
}
