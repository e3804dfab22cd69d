/** How far the server's clock is ahead of this computer's, in milliseconds. Clocks of phones are off by minutes. */
export function clockOffset(serverTime: string, receivedAt: number): number {
  const server = Date.parse(serverTime);
  return Number.isNaN(server) ? 0 : server - receivedAt;
}

export interface Remaining {
  /** Whole seconds left, never negative, rounded up: "0" means now, not "less than a second". */
  total: number;
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

/** Time until `moment` (ISO 8601) at the local time `now`, seen by the server's clock. */
export function remaining(moment: string, now: number, offset: number): Remaining {
  const total = Math.max(0, Math.ceil((Date.parse(moment) - (now + offset)) / 1000));
  return {
    total,
    days: Math.floor(total / 86_400),
    hours: Math.floor(total / 3600) % 24,
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  };
}

/** "12:41", "1:02:41". Days are not in it: above a day a clock says nothing, and the page names the date. */
export function clockFace({ days, hours, minutes, seconds }: Remaining): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const allHours = days * 24 + hours;
  return allHours > 0 ? `${allHours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** The local time in milliseconds at which the shown second changes next. */
export function nextTick(moment: string, now: number, offset: number): number {
  const left = Date.parse(moment) - (now + offset);
  const rest = ((left % 1000) + 1000) % 1000;
  return now + (rest === 0 ? 1000 : rest);
}
