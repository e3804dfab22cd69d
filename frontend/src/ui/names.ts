const TITLES = /^(dr|prof|mr|mrs|ms|herr|frau|dipl|mag|ing|med|phil)\.?$/i;

/**
 * One or two letters for a name: first and last word, without titles. Splits by what people see as letters, so that an
 * accent or an emoji is never cut in half. An empty name gives an empty string.
 */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const own = words.filter((word) => !TITLES.test(word));
  const chosen = own.length > 0 ? own : words;
  const first = firstLetter(chosen[0]);
  const last = chosen.length > 1 ? firstLetter(chosen[chosen.length - 1]) : "";
  return (first + last).toLocaleUpperCase();
}

/** "Dr. Rahman" for "Dr. Nadia Rahman". Without a title a name stays whole: nobody is called by the last name alone. */
export function shortName(name: string): string {
  const words = name.trim().split(/\s+/u);
  const [title] = words;
  const last = words[words.length - 1];
  return words.length > 2 && title !== undefined && TITLES.test(title) ? `${title} ${last}` : name.trim();
}

function firstLetter(word: string | undefined): string {
  const stripped = (word ?? "").replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, "");
  // Firefox has it since 125. Without it a letter with a separate accent loses the accent: no reason to show nothing.
  if (!("Segmenter" in Intl)) return [...stripped][0] ?? "";
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(stripped)) return segment;
  return "";
}
