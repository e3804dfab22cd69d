import type { ApiError } from "../../../api/errors";
import type { RoomInfo } from "../../../api/shapes";

/** Reasons that close the door. Each has its own words and next step. */
export type ClosedReason =
  | "booking_cancelled"
  | "booking_not_confirmed"
  | "room_ended"
  | "removed"
  | "not_a_participant"
  | "unscheduled"
  | "not_found"
  | "other";

/** What the lobby shows. `stale` beside a room: the server is silent, the room is the last that was seen. */
export type LobbyScreen =
  | { kind: "loading" }
  | { kind: "unreachable"; error: ApiError }
  | { kind: "login" }
  | { kind: "closed"; reason: ClosedReason; room: RoomInfo | null; detail: string }
  | { kind: "early"; room: RoomInfo; opensAt: string; stale: boolean }
  | { kind: "full"; room: RoomInfo; stale: boolean }
  | { kind: "open"; room: RoomInfo; stale: boolean };

const CLOSED: Record<string, ClosedReason> = {
  booking_cancelled: "booking_cancelled",
  booking_not_confirmed: "booking_not_confirmed",
  room_ended: "room_ended",
  removed: "removed",
  not_a_participant: "not_a_participant",
  not_found: "not_found",
  not_allowed: "unscheduled",
};

export function closedReason(code: string | null): ClosedReason {
  return CLOSED[code ?? ""] ?? "other";
}

export function lobbyScreen(room: RoomInfo | null, error: ApiError | null): LobbyScreen {
  if (error?.category === "login") return { kind: "login" };
  if (room === null) {
    if (error === null) return { kind: "loading" };
    if (error.category === "refused") {
      return { kind: "closed", reason: closedReason(error.code), room: null, detail: error.detail };
    }
    return { kind: "unreachable", error };
  }
  const stale = error !== null;
  const { can_join, code, detail, retry_at } = room.me;
  // The question stands in the door; it comes with Join.
  if (can_join || code === "consent_required") return { kind: "open", room, stale };
  if (code === "room_full") return { kind: "full", room, stale };
  const opensAt = retry_at ?? room.opens_at;
  if (code === "too_early" && opensAt !== null) return { kind: "early", room, opensAt, stale };
  return { kind: "closed", reason: closedReason(code), room, detail: detail ?? "" };
}

/** Screens on which devices can be tried: the person will, or may soon, be inside. */
export type ReadyScreen = Extract<LobbyScreen, { kind: "early" | "full" | "open" }>;

export function isReady(screen: LobbyScreen): screen is ReadyScreen {
  return screen.kind === "early" || screen.kind === "full" || screen.kind === "open";
}
