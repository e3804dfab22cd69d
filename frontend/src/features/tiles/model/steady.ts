/**
 * Calms a flickering fact: it is believed when it has held for `comeMs`, and dropped when it has been gone for `goMs`.
 * One for each tile would be many timers; one object holds all keys and says when to look again.
 */
export interface SteadyTimes {
  comeMs: number;
  goMs: number;
}

interface Entry {
  shown: boolean;
  raw: boolean;
  changedAt: number;
}

export class Steady {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly times: SteadyTimes) {}

  /** Takes what holds at `at` (ms). Keys that are absent do not hold. */
  update(holding: ReadonlySet<string>, at: number): void {
    for (const key of holding) {
      if (!this.entries.has(key)) this.entries.set(key, { shown: false, raw: false, changedAt: at });
    }
    for (const [key, entry] of this.entries) {
      const raw = holding.has(key);
      if (raw !== entry.raw) this.entries.set(key, { ...entry, raw, changedAt: at });
    }
  }

  /** What is believed at `at`. */
  shown(at: number): ReadonlySet<string> {
    const believed = new Set<string>();
    for (const [key, entry] of this.entries) {
      const now = this.settle(entry, at);
      if (now.shown) believed.add(key);
      if (!now.shown && !now.raw) this.entries.delete(key);
      else this.entries.set(key, now);
    }
    return believed;
  }

  /** How long until `shown` may say something else; null if nothing is under way. */
  wait(at: number): number | null {
    let soonest: number | null = null;
    for (const entry of this.entries.values()) {
      if (entry.raw === entry.shown) continue;
      const left = Math.max(0, entry.changedAt + this.delay(entry) - at);
      soonest = soonest === null ? left : Math.min(soonest, left);
    }
    return soonest;
  }

  private settle(entry: Entry, at: number): Entry {
    const due = entry.raw !== entry.shown && at - entry.changedAt >= this.delay(entry);
    return due ? { ...entry, shown: entry.raw } : entry;
  }

  private delay(entry: Entry): number {
    return entry.raw ? this.times.comeMs : this.times.goMs;
  }
}

export const SPEAKING: SteadyTimes = { comeMs: 300, goMs: 1_000 };
/** A bad second is no bad connection. */
export const WEAK: SteadyTimes = { comeMs: 3_000, goMs: 5_000 };
