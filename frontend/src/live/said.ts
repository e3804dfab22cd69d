import type { News } from "./listening";

/** What the tabs of one browser say to each other. */
export type Said =
  /** Also asks whether anybody leads. */
  | { kind: "want"; from: string; watches: string[] }
  | { kind: "leave"; from: string }
  /** From who has begun to lead: what does each of you want? */
  | { kind: "who" }
  /** From who leads. */
  | { kind: "here" }
  /** `to`: somebody who has just come, of what all others know. */
  | { kind: "news"; news: News; to?: string }
  | { kind: "over"; watches: string[] };
