import type { DownReason } from "../../../livekit/room";

/**
 * The connection of one person to one call, as a union: what is shown and what is done next both follow from it alone.
 *
 * LiveKit's browser client mends short breaks by itself ("reconnecting"). It gives up for good when the server answers
 * 404 or 401, is shut down, or has forgotten the room; then we come back on our own, with a fresh token ("rejoining").
 */
export type Connection =
  /** The first way in; nobody has seen us yet. */
  | ({ kind: "connecting" } & Trying)
  | { kind: "inside" }
  /** LiveKit's client mends the line; `media` says whether picture and sound are still there meanwhile. */
  | { kind: "reconnecting"; media: boolean; since: number }
  /** LiveKit says that the room is gone, or we are out of it; our own server knows why. */
  | { kind: "checking"; why: "closed" | "removed" }
  /** We were inside and come back with a fresh token. */
  | ({ kind: "rejoining" } & Trying)
  /** One minute of trying was in vain; a press or the network's return begins again. */
  | { kind: "lost" }
  | { kind: "leaving"; how: "left" | "ended" | "lost" }
  /** Over. Nothing leads out of it. */
  | { kind: "gone"; how: GoneHow; code?: string };

export interface Trying {
  /** When the trying began, in milliseconds. */
  since: number;
  /** Counts from 0; a new number is a new try. */
  attempt: number;
  /** Why the last try failed. */
  trouble: Trouble | null;
}

/** "service": our server answered that the video service does not. That is not the person's connection. */
export type Trouble = "network" | "service";

export type GoneHow = "left" | "ended" | "closed" | "removed" | "duplicate" | "lost" | "refused";

export type ConnectionEvent =
  | { type: "connected" }
  | { type: "wavering"; media: boolean; at: number }
  /** LiveKit's client has mended for as long as anybody would wait; on a dead network it goes on for minutes. */
  | { type: "tired" }
  | { type: "down"; reason: DownReason; at: number }
  /** A try failed in a way that may pass. */
  | { type: "failed"; trouble: Trouble; at: number }
  /** Our server gave no token, and asking again would change nothing. */
  | { type: "refused"; code: string }
  /** Our server's word after "checking". */
  | { type: "told"; mayReturn: boolean; at: number }
  /** Somebody pressed Rejoin, or the network is back. */
  | { type: "again"; at: number }
  | { type: "leave"; how: "left" | "ended" }
  | { type: "out" };

/** How long we try by ourselves before we say that the connection is lost. */
export const GIVE_UP_AFTER_MS = 60_000;

export function startConnection(at: number): Connection {
  return { kind: "connecting", since: at, attempt: 0, trouble: null };
}

/** What comes next; the same object where the event changes nothing. */
export function next(now: Connection, event: ConnectionEvent): Connection {
  if (now.kind === "gone") return now;
  switch (event.type) {
    case "connected":
      return isTrying(now) || now.kind === "reconnecting" ? { kind: "inside" } : now;
    case "wavering":
      return waver(now, event);
    case "tired":
      return now.kind === "reconnecting" ? { kind: "lost" } : now;
    case "down":
      return fall(now, event.reason, event.at);
    case "failed":
      return isTrying(now) ? tryOnce(now, event) : now;
    case "refused":
      return isTrying(now) ? { kind: "gone", how: "refused", code: event.code } : now;
    case "told":
      return now.kind === "checking" ? believe(now, event) : now;
    case "again":
      return again(now, event.at);
    case "leave":
      return now.kind === "leaving"
        ? now
        : { kind: "leaving", how: now.kind === "lost" ? "lost" : event.how };
    case "out":
      return now.kind === "leaving" ? { kind: "gone", how: now.how } : now;
  }
}

type TryingConnection = Extract<Connection, Trying>;

export function isTrying(now: Connection): now is TryingConnection {
  return now.kind === "connecting" || now.kind === "rejoining";
}

/** True while the last picture is only a memory. */
export function isFrozen(now: Connection): boolean {
  switch (now.kind) {
    case "reconnecting":
      return !now.media;
    case "checking":
    case "rejoining":
    case "lost":
      return true;
    default:
      return false;
  }
}

function waver(now: Connection, { media, at }: { media: boolean; at: number }): Connection {
  if (now.kind === "inside") return { kind: "reconnecting", media, since: at };
  return now.kind === "reconnecting" && now.media !== media ? { ...now, media } : now;
}

function fall(now: Connection, reason: DownReason, at: number): Connection {
  if (now.kind === "leaving" || now.kind === "lost" || now.kind === "checking") return now;
  switch (reason) {
    // Two tabs that threw each other out in turn would never stop: the newer one keeps the place.
    case "duplicate":
      return { kind: "gone", how: "duplicate" };
    case "deleted":
      return { kind: "checking", why: "closed" };
    case "removed":
      return { kind: "checking", why: "removed" };
    case "unexpected":
      // While trying, the try itself reports its end as "failed".
      if (isTrying(now)) return now;
      // The minute that we try began when the line began to waver, not when LiveKit's client gave up.
      return rejoining(now.kind === "reconnecting" ? now.since : at);
  }
}

function tryOnce(now: TryingConnection, { trouble, at }: { trouble: Trouble; at: number }): Connection {
  // A service that is down comes back for everyone at once; no press of ours could help, so we do not stop.
  if (trouble !== "service" && at - now.since >= GIVE_UP_AFTER_MS) return { kind: "lost" };
  return { ...now, attempt: now.attempt + 1, trouble };
}

function believe(
  now: Connection & { kind: "checking" },
  { mayReturn, at }: { mayReturn: boolean; at: number },
): Connection {
  // A room that LiveKit lost but our server did not end: LiveKit was restarted or emptied by hand.
  if (now.why === "closed" && mayReturn) return rejoining(at);
  return { kind: "gone", how: now.why };
}

function again(now: Connection, at: number): Connection {
  return now.kind === "lost" ? rejoining(at) : now;
}

function rejoining(since: number): Connection {
  return { kind: "rejoining", since, attempt: 0, trouble: null };
}
