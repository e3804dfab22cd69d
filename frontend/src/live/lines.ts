import type { News } from "./listening";
import { openSource, type Pace } from "./source";

/** As many as the server lets one request watch. */
export const MOST_WATCHES = 100;

export interface LinesOptions {
  address: string;
  pace: Pace;
  /** How many may be streams, and so keep one of the browser's six connections. What is on the others is asked for. */
  streams: number;
  onNews: (news: News) => void;
  /** Nothing of this may be watched (any more); it is asked for again with the next `watch`. */
  onOver: (watches: string[]) => void;
}

export interface Lines {
  /** Everything that is wanted now, each once. */
  watch: (watches: Iterable<string>) => void;
  stop: () => void;
}

interface Line {
  watches: string[];
  stop: () => void;
}

/** Listens to however much is wanted, by as many lines as that takes. Streams first; the surplus comes every few seconds. */
export function openLines({ address, pace, streams, onNews, onOver }: LinesOptions): Lines {
  let lines: (Line | null)[] = [];

  function open(watches: string[], mayStream: boolean): Line {
    const close = openSource({
      address,
      watches,
      mayStream,
      pace,
      onNews,
      onOver() {
        lines = lines.map((one) => (one === line ? null : one));
        onOver(watches);
      },
    });
    const line = { watches, stop: close };
    return line;
  }

  return {
    watch(watches) {
      const before = lines;
      // A stream costs more to open than a question: what a stream has stays with it, the surplus finds its place anew.
      const kept = before.slice(0, streams).map((line) => line?.watches ?? []);
      const groups = grouped(new Set(watches), kept);
      const stays = (index: number) => {
        const [line, group] = [before[index] ?? null, groups[index] ?? []];
        return group.length > 0 && group.every((watch) => line?.watches.includes(watch)) ? line : null;
      };
      for (const [index, line] of before.entries()) if (stays(index) === null) line?.stop();
      lines = groups.map((group, index) =>
        group.length === 0 ? null : (stays(index) ?? open(group, index < streams)),
      );
    },
    stop() {
      for (const line of lines) line?.stop();
      lines = [];
    },
  };
}

/** Everything that is wanted, in groups of what one request may ask for. What was in a group already stays in it. */
function grouped(wanted: ReadonlySet<string>, kept: readonly string[][]): string[][] {
  const groups = kept.map((group) => group.filter((watch) => wanted.has(watch)));
  const placed = new Set(groups.flat());
  for (const watch of wanted) {
    if (placed.has(watch)) continue;
    const free = groups.find((group) => group.length < MOST_WATCHES);
    if (free === undefined) groups.push([watch]);
    else free.push(watch);
  }
  return groups;
}
