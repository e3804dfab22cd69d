import type { StreamingState } from "../../../api/shapes";

/** The server's word about the live stream, to everyone in the call: as in the room, without `available`. */
export const STREAMING_TOPIC = "rooms.streaming";

/**
 * The state after a message of the server's; null for what this page does not understand. A message is for everybody:
 * whether this person may stream stays as it was known.
 */
export function streamingFrom(text: string, known: StreamingState): StreamingState | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== "object" || said === null || !("active" in said)) return null;
  const { active } = said;
  if (typeof active !== "boolean") return null;
  const since = "since" in said && typeof said.since === "string" ? said.since : null;
  const targets = "targets" in said && typeof said.targets === "number" ? said.targets : Number(active);
  return { active, since, targets, available: known.available };
}

/** Servers of the two that most people stream to, as they name them themselves; always the encrypted one. */
export const KNOWN_SERVERS = [
  { name: "YouTube", url: "rtmps://a.rtmps.youtube.com/live2" },
  { name: "Facebook", url: "rtmps://live-api-s.facebook.com:443/rtmp" },
] as const;
