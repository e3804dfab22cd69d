import { useState } from "react";
import { type Now, reseat, UNSEATED } from "../model/seating";

/** Everybody with a tile, in the order of their seats. */
export function useSeating(now: Now): readonly string[] {
  const [seating, setSeating] = useState(UNSEATED);
  const next = reseat(seating, now);
  // While drawing, so that nobody is seen in two seats; it settles at once, for `reseat` gives back what changes nothing.
  if (next !== seating) setSeating(next);
  return next.seats;
}
