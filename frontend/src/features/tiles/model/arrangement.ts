/** How a group is shown: everybody equally large, or whoever speaks large and the others beside. */
export type Arrangement = "grid" | "speaker";

export const ARRANGEMENTS: readonly Arrangement[] = ["grid", "speaker"];
