import { MOST_WATCHES, openLines } from "./lines";
import type { Denied, News, Watched } from "./listening";
import type { Said } from "./said";
import { type Ears, LIVE_PACE, type LiveOptions } from "./tab";

/** Tabs that load at once are heard together. */
const GATHER_MS = 50;
/** Of the browser's six connections for one site: pages must load, too. */
const STREAMS = 2;
/** A tab that somebody looks at says several times meanwhile what it wants; one that crashed has said nothing. */
const CRASHED_AFTER_ASKS = 4;

export interface Lead {
  hear: (said: Said) => void;
  stop: () => void;
}

interface Place {
  ears: Ears;
  say: (said: Said) => void;
}

/** Holds the lines for everything that any tab wants. */
export function beginToLead(options: LiveOptions, { ears, say }: Place): Lead {
  const { address, pace = LIVE_PACE } = options;
  const wanted = new Map<string, { watches: string[]; at: number }>();
  const rooms = new Map<string, Watched>();
  const denied = new Map<string, Denied>();
  let soon: ReturnType<typeof setTimeout> | undefined;
  const lines = openLines({
    address,
    pace,
    streams: STREAMS,
    onNews(news) {
      remember(news);
      say({ kind: "news", news });
      ears.news(news);
    },
    onOver(watches) {
      for (const watch of watches) rooms.delete(watch);
      say({ kind: "over", watches });
      ears.over(watches);
    },
  });
  say({ kind: "who" });
  lookSoon();

  function remember(news: News): void {
    for (const room of news.rooms) {
      rooms.set(room.watch, room);
      denied.delete(room.watch);
    }
    for (const no of news.denied) {
      denied.set(no.watch, no);
      rooms.delete(no.watch);
    }
  }

  function lookSoon(): void {
    clearTimeout(soon);
    soon = setTimeout(() => lines.watch(gather()), GATHER_MS);
  }

  function gather(): Set<string> {
    const others = () => [...wanted.values()].flatMap(({ watches }) => watches);
    const all = () => new Set([...options.watches, ...others()]);
    if (all().size <= MOST_WATCHES) return all();
    // Now that room is scarce, nothing is kept for who went without a word. Should they live all the same, they say so.
    const longAgo = Date.now() - CRASHED_AFTER_ASKS * pace.askMs;
    for (const [tab, { at }] of wanted) if (at < longAgo) wanted.delete(tab);
    return all();
  }

  function want(from: string, watches: string[]): void {
    const isNew = !wanted.has(from);
    wanted.set(from, { watches, at: Date.now() });
    if (!isNew) {
      say({ kind: "here" });
      return;
    }
    const known = {
      rooms: watches.flatMap((watch) => rooms.get(watch) ?? []),
      denied: watches.flatMap((watch) => denied.get(watch) ?? []),
    };
    say({ kind: "news", news: known, to: from });
    lookSoon();
  }

  return {
    hear(said) {
      if (said.kind === "want") want(said.from, said.watches);
      // What nobody wants any more makes room for what is only asked for.
      if (said.kind === "leave" && wanted.delete(said.from)) lookSoon();
    },
    stop() {
      clearTimeout(soon);
      lines.stop();
    },
  };
}
