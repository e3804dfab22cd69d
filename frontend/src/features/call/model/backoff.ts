const FIRST_MS = 300;
const LONGEST_MS = 5_000;

/**
 * How long to wait before the given try (0 is the first, which does not wait).
 *
 * Doubles up to 5 s. `random` (0 to 1) spreads it by a quarter either way, so that a server which comes back is not met
 * by everybody in the same moment.
 */
export function waitBefore(attempt: number, random: number): number {
  if (attempt === 0) return 0;
  const wait = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(wait * (0.75 + random / 2));
}
