/** As long as the server takes, in characters as people count them there: code points. */
export const LONGEST_TEXT = 2_000;

/** So few left are told. */
export const TELL_FROM_LEFT = 200;

const LINE_BREAKS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** Control characters say nothing; the rest turns the direction of writing around, and an address with it. */
const UNSAID = /(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;
const VISIBLE = /[^\p{C}\p{Z}]/u;

/** What will be said of what was typed: the server does the same, so that its answer can be told to be this text. */
export function tidy(typed: string): string {
  return typed.replace(LINE_BREAKS, "\n").replaceAll("\t", " ").replace(UNSAID, "").normalize("NFC").trim();
}

/** Whether there is anything to say. */
export function saysSomething(typed: string): boolean {
  return VISIBLE.test(tidy(typed));
}

/** How many characters can still be typed; negative: so many are too many. */
export function leftOf(typed: string): number {
  return LONGEST_TEXT - [...tidy(typed)].length;
}
