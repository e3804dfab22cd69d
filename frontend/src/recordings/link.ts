import { csrfToken } from "../api/client";

/** What our server says to somebody who wants to watch. */
export type LinkAnswer =
  | { kind: "link"; url: string; lastsMs: number }
  /** It says no, in words for people; `gone`: it knows of no such recording. */
  | { kind: "refused"; detail: string; gone: boolean }
  | { kind: "offline" };

/** Longer than this, and somebody who waits would rather be told. */
const TIMEOUT_MS = 15_000;

/**
 * Asks for a link that works by itself. Never fails.
 *
 * @param address of the recording's links
 * @param download to be kept, not played
 */
export async function askLink(address: string, download = false): Promise<LinkAnswer> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": csrfToken(),
      },
      body: JSON.stringify({ download }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said: unknown = await answer.json();
    if (!answer.ok) return { kind: "refused", detail: textOf(said, "detail"), gone: answer.status === 404 };
    // By the server's clock: that of a device may be wrong by hours.
    const now = Date.parse(answer.headers.get("Date") ?? "") || Date.now();
    const lastsMs = Math.max(0, Date.parse(textOf(said, "expires_at")) - now);
    return { kind: "link", url: textOf(said, "url"), lastsMs };
  } catch {
    // No answer, or a proxy's page.
    return { kind: "offline" };
  }
}

function textOf(said: unknown, key: string): string {
  const found = typeof said === "object" && said !== null ? (said as Record<string, unknown>)[key] : "";
  return typeof found === "string" ? found : "";
}
