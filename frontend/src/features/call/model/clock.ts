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

/** "24:10", from an hour on "1:04:10": digits only, so it is the same in every language. */
export function clockFace(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}
