import type { Denied, News, Watched } from "./listening";
import { PACE, type Pace } from "./source";

export interface LiveOptions {
  /** Of the API: `/api/v1/live/`. */
  address: string;
  /** Who is logged in: tabs of another person share nothing with these. */
  user: string;
  watches: string[];
  onRoom: (room: Watched) => void;
  /** One of them may not be watched (any more). */
  onDenied?: (denied: Denied) => void;
  /** None of them may be watched any more. */
  onOver?: () => void;
  pace?: LivePace;
}

/** Milliseconds. Tests have shorter ones. */
export interface LivePace extends Pace {
  /** How long whoever leads may take to answer; beyond it, a browser has put that tab to sleep. */
  patienceMs: number;
  /** How often a tab that somebody looks at asks whether anybody leads. */
  askMs: number;
  /** A tab that nobody has looked at for so long rests until somebody does. */
  restMs: number;
}

export const LIVE_PACE: LivePace = { ...PACE, patienceMs: 5_000, askMs: 30_000, restMs: 60_000 };

/** What one tab is told of everything that is heard for all of them. */
export interface Ears {
  news: (news: News) => void;
  /** Nobody tells of these any more. */
  over: (watches: string[]) => void;
}

export function earsOf({ watches, onRoom, onDenied, onOver }: LiveOptions): Ears {
  const own = new Set(watches);
  const lost = new Set<string>();

  function lose(watch: string): void {
    if (lost.has(watch)) return;
    lost.add(watch);
    if (lost.size === own.size) onOver?.();
  }

  return {
    news({ rooms, denied }) {
      for (const room of rooms) {
        if (!own.has(room.watch)) continue;
        lost.delete(room.watch);
        onRoom(room);
      }
      for (const no of denied) {
        if (!own.has(no.watch)) continue;
        onDenied?.(no);
        lose(no.watch);
      }
    },
    over(gone) {
      for (const watch of gone) if (own.has(watch)) lose(watch);
    },
  };
}
