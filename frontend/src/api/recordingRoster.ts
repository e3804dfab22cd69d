import type { RecordingRoster } from "./shapes";

/** Longer than this, and the next question is worth more than the answer to this one. */
const TIMEOUT_MS = 5_000;

/** "none": not now. Whatever was known before holds on. */
export type RosterAnswer = { kind: "roster"; roster: RecordingRoster } | { kind: "ended" } | { kind: "none" };

/**
 * Asks our server whom a recording may show. Never fails.
 *
 * @param url where the page was told to ask
 * @param token the egress's; neither cookies nor anything else goes along
 */
export async function askRoster(url: string, token: string): Promise<RosterAnswer> {
  try {
    const answer = await fetch(url, {
      headers: { Accept: "application/json", Authorization: `Bearer ${token}` },
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.ok) return { kind: "roster", roster: (await answer.json()) as RecordingRoster };
    return { kind: answer.status === 410 ? "ended" : "none" };
  } catch {
    // No answer, or one that is not JSON: there is nobody here to tell, and the next question is on its way.
    return { kind: "none" };
  }
}
