import type { CallEnding } from "../../../api/ending";
import type { MyStatement, RoomInfo, RoomPerson } from "../../../api/shapes";

/** What the page after the call tells. Each has a headline and a sentence of its own. */
export type Story =
  | { kind: "left"; others: "inside" | "nobody" | "unknown"; rejoin: boolean; until: string | null }
  | { kind: "ended_by_you"; rejoin: false }
  | { kind: "ended_by"; name: string; rejoin: false }
  | { kind: "ended"; rejoin: false }
  | { kind: "time_up"; rejoin: false }
  | { kind: "cancelled"; rejoin: false }
  | { kind: "moved"; rejoin: false }
  | { kind: "removed"; rejoin: false }
  | { kind: "let_back_in"; rejoin: true }
  | { kind: "elsewhere"; rejoin: true }
  | { kind: "lost"; rejoin: boolean; othersInside: boolean }
  | { kind: "refused"; code: string; rejoin: false };

export interface Told {
  ending: CallEnding;
  /** The server's word; null while it is on its way, or when the server is silent. */
  room: RoomInfo | null;
  /** When it came, by the local clock (milliseconds): what the lobby heard says nothing about what happened since. */
  receivedAt: number;
}

/**
 * The page's own view of how the call stopped, put right by the server's: a connection that broke because the session
 * was ended is not "lost", and a room that is gone cannot be entered again.
 */
export function storyOf({ ending, room, receivedAt }: Told): Story {
  if (ending.how === "ended") return { kind: "ended_by_you", rejoin: false };
  if (wasRemoved(ending) && receivedAt >= ending.endedAt && isLetBackIn(room))
    return { kind: "let_back_in", rejoin: true };
  if (wasRemoved(ending) || room?.me.removed === true) return { kind: "removed", rejoin: false };
  if (room?.me.code === "booking_cancelled") return { kind: "cancelled", rejoin: false };
  const ended = room?.status === "ended" || room?.me.code === "room_ended";
  if (ending.how === "left" && !ended) return leftStory(room);
  if (room !== null && ended) return endedStory(room);
  if (ending.how === "closed") return { kind: "ended", rejoin: false };
  if (ending.how === "duplicate") return { kind: "elsewhere", rejoin: true };
  if (ending.how === "refused")
    return { kind: "refused", code: ending.code ?? room?.me.code ?? "unknown", rejoin: false };
  return { kind: "lost", rejoin: mayReturn(room), othersInside: othersInside(room) };
}

/** By a word to the page, or by the answer when it asked for the way back. */
export function wasRemoved({ how, code }: CallEnding): boolean {
  return how === "removed" || (how === "refused" && code === "removed");
}

function isLetBackIn(room: RoomInfo | null): boolean {
  return room?.me.can_join === true && !room.me.removed;
}

/** Until the server says no, the way back stays open: a silent server must not strand somebody outside. */
function mayReturn(room: RoomInfo | null): boolean {
  return room === null || room.me.can_join;
}

function leftStory(room: RoomInfo | null): Story {
  const others = room === null ? "unknown" : othersInside(room) ? "inside" : "nobody";
  return {
    kind: "left",
    others,
    rejoin: mayReturn(room),
    until: others === "nobody" ? (room?.closes_at ?? null) : null,
  };
}

function othersInside(room: RoomInfo | null): boolean {
  return insideOthers(room).length > 0;
}

/** Who else is inside, as far as names are told. Oneself may still be counted: LiveKit's word comes a moment later. */
export function insideOthers(room: RoomInfo | null): RoomPerson[] {
  return (room?.people ?? []).filter((person) => person.inside && person.id !== room?.me.participant_id);
}

function endedStory(room: RoomInfo): Story {
  switch (room.end_reason) {
    case "host":
      return hostStory(room);
    case "schedule":
    case "empty":
      return { kind: "time_up", rejoin: false };
    case "cancelled":
      return { kind: "cancelled", rejoin: false };
    case "moved":
      return { kind: "moved", rejoin: false };
    default:
      return { kind: "ended", rejoin: false };
  }
}

function hostStory(room: RoomInfo): Story {
  if (room.ended_by_me) return { kind: "ended_by_you", rejoin: false };
  if (room.ended_by_name === null) return { kind: "ended", rejoin: false };
  return { kind: "ended_by", name: room.ended_by_name, rejoin: false };
}

export interface TimeInside {
  seconds: number;
  /** The whole session as the server counts it, or this one visit as the page does. */
  of: "session" | "visit";
}

/**
 * How long somebody was inside; null for somebody who never got in. The server knows of every visit; before it has
 * heard of the first one, the page's own clock knows of this one.
 */
export function timeInside(
  { joinedAt, endedAt }: CallEnding,
  statement: Pick<MyStatement, "total_seconds"> | null,
): TimeInside | null {
  if (statement !== null && statement.total_seconds > 0)
    return { seconds: Math.round(statement.total_seconds), of: "session" };
  if (joinedAt === null) return null;
  return { seconds: Math.max(0, Math.round((endedAt - joinedAt) / 1000)), of: "visit" };
}
