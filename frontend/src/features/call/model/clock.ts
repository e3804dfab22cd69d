/** How far this device's clock is from the server's, in milliseconds: add it to `Date.now()`. */
export function clockOffset(serverTime: string, receivedAt: number): number {
  const server = Date.parse(serverTime);
  return Number.isNaN(server) ? 0 : server - receivedAt;
}

export type SessionTime =
  /** The planned start is still to come. */
  | { kind: "before"; seconds: number }
  /** Under way, or beyond the planned end; `plannedMinutes` is null where no end is planned. */
  | { kind: "running"; seconds: number; plannedMinutes: number | null };

interface Planned {
  scheduled_start: string | null;
  scheduled_end: string | null;
}

/** Where the session stands at `now` (server time, ms). Without a planned start it runs from `joinedAt`. */
export function sessionTime(room: Planned, joinedAt: number, now: number): SessionTime {
  const start = room.scheduled_start === null ? joinedAt : Date.parse(room.scheduled_start);
  const end =
    room.scheduled_start === null || room.scheduled_end === null ? null : Date.parse(room.scheduled_end);
  if (now < start) return { kind: "before", seconds: Math.ceil((start - now) / 1000) };
  return {
    kind: "running",
    seconds: Math.floor((now - start) / 1000),
    plannedMinutes: end === null ? null : Math.max(1, Math.round((end - start) / 60_000)),
  };
}
