import type { Sight } from "./layout";

/** Who has which seat. Seats are what a page or a strip shows in their order; nobody moves without a reason. */
export interface Seating {
  /** Everybody with a tile, each once. */
  seats: readonly string[];
  /** What the seats are for; another kind of layout begins again in the natural order. */
  kind: string;
  speaking: ReadonlySet<string>;
  /** Counts the changes of who speaks. */
  turn: number;
  /** The last turn in which somebody spoke; absent for whoever has not spoken yet. */
  spoke: ReadonlyMap<string, number>;
}

/** What holds now. */
export interface Now {
  /** Everybody with a tile in the natural order: host, then by arrival, oneself last. */
  order: readonly string[];
  self: string | null;
  kind: string;
  /** Who speaks, calmed. */
  speaking: ReadonlySet<string>;
  sight: Sight;
}

export const UNSEATED: Seating = { seats: [], kind: "", speaking: new Set(), turn: 0, spoke: new Map() };

/**
 * Seats follow who comes and goes, and who speaks out of sight: such a person takes the seat of the one in sight who has
 * been silent longest, and gives the own one for it; nobody else moves. Oneself keeps the last seat: nobody need see
 * themselves speak. The same object where nothing changes.
 */
export function reseat(before: Seating, now: Now): Seating {
  const heard = hear(before, now);
  const held = before.kind === now.kind ? follow(before.seats, now.order) : now.order;
  const seats = bringIntoSight(held, now, heard.spoke);
  const isSame = heard === before && before.kind === now.kind && sameList(seats, before.seats);
  return isSame ? before : { ...heard, kind: now.kind, seats };
}

function hear(before: Seating, { speaking, order }: Now): Seating {
  const present = order.filter((id) => speaking.has(id));
  if (present.length === before.speaking.size && present.every((id) => before.speaking.has(id)))
    return before;
  const turn = before.turn + 1;
  const spoke = new Map([...before.spoke].filter(([id]) => order.includes(id)));
  for (const id of present) spoke.set(id, turn);
  return { ...before, speaking: new Set(present), turn, spoke };
}

/** Whoever is gone leaves no gap; whoever comes gets the seat that is theirs by nature. */
function follow(seats: readonly string[], order: readonly string[]): readonly string[] {
  const following = seats.filter((id) => order.includes(id));
  for (const [index, id] of order.entries()) {
    if (!seats.includes(id)) following.splice(index, 0, id);
  }
  return following;
}

function bringIntoSight(
  held: readonly string[],
  { self, speaking, sight }: Now,
  spoke: ReadonlyMap<string, number>,
): readonly string[] {
  const seats = [...held];
  const isInSight = (seat: number) => seat >= sight.from && seat < sight.to;
  for (const [seat, id] of held.entries()) {
    if (!speaking.has(id) || id === self || isInSight(seat)) continue;
    const quiet = seats
      .map((holder, place) => ({ holder, place }))
      .filter(({ holder, place }) => isInSight(place) && holder !== self && !speaking.has(holder))
      // Of those who have never spoken the last one gives way: the host is the first.
      .sort((a, b) => (spoke.get(a.holder) ?? 0) - (spoke.get(b.holder) ?? 0) || b.place - a.place);
    const [silent] = quiet;
    if (silent === undefined) break;
    seats[silent.place] = id;
    seats[seat] = silent.holder;
  }
  return seats;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
