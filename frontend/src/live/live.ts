import type { Denied, News, Watched } from "./listening";
import { openSource, type Pace } from "./source";

export type { Denied, Watched };

export interface LiveOptions {
  /** Of the API: `/api/v1/live/`. */
  address: string;
  /** Who is logged in: tabs of another person share nothing with these. */
  user: string;
  watches: string[];
  onRoom: (room: Watched) => void;
  /** One of them may not be watched (any more). */
  onDenied?: (denied: Denied) => void;
  /** None of them may: nothing comes any more. */
  onOver?: () => void;
  pace?: Pace & { patienceMs: number; askMs: number };
}

/** What the tabs of one browser say to each other. */
type Said =
  | { kind: "want"; from: string; watches: string[] }
  | { kind: "leave"; from: string }
  /** From who has begun to lead: what does each of you want? */
  | { kind: "who" }
  | { kind: "news"; news: News }
  | { kind: "over" }
  | { kind: "there?" }
  | { kind: "here" };

/** As many as the server lets one stream watch. */
const MOST = 100;
/** Tabs that load at once are heard together. */
const GATHER_MS = 50;
/** How long whoever leads may take to answer; beyond it, a browser has put that tab to sleep. */
const PATIENCE_MS = 5_000;
/** How often a tab that somebody looks at asks whether anybody leads. */
const ASK_MS = 30_000;

/**
 * Watches bookings, sessions and rooms as they change. Returns how to stop.
 *
 * All tabs of a browser share one stream: one of them leads, holds it, and tells the others. Where the browser cannot
 * do that, each tab asks every few seconds.
 */
export function watchLive(options: LiveOptions): () => void {
  if (options.watches.length === 0) return () => {};
  const canShare = navigator.locks !== undefined && typeof BroadcastChannel !== "undefined";
  const begin = () => (canShare ? share(options) : alone(options, false));
  let stop = begin();
  const hide = () => stop();
  const show = (event: PageTransitionEvent) => {
    // Out of the back-forward cache, into which a page goes as it is.
    if (!event.persisted) return;
    stop();
    stop = begin();
  };
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", show);
  return () => {
    window.removeEventListener("pagehide", hide);
    window.removeEventListener("pageshow", show);
    stop();
  };
}

function alone(options: LiveOptions, mayStream: boolean): () => void {
  return openSource({
    ...options,
    mayStream,
    onNews: (news) => deliver(news, options),
    onOver: () => options.onOver?.(),
  });
}

function deliver({ rooms, denied }: News, { watches, onRoom, onDenied }: LiveOptions): void {
  for (const room of rooms) if (watches.includes(room.watch)) onRoom(room);
  for (const no of denied) if (watches.includes(no.watch)) onDenied?.(no);
}

function share(options: LiveOptions): () => void {
  const name = `rooms-live:${options.address}:${options.user}`;
  const me = Math.random().toString(36).slice(2);
  const channel = new BroadcastChannel(name);
  const stopped = new AbortController();
  const say = (said: Said) => channel.postMessage(said);
  const follower = follow(options, say);
  let lead: Lead | null = null;

  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === "who") say({ kind: "want", from: me, watches: options.watches });
    lead?.hear(data);
    if (lead === null) follower.hear(data);
  };
  navigator.locks
    .request(name, { signal: stopped.signal }, () => {
      follower.stop();
      lead = beginToLead(options, say, me);
      return new Promise<void>((release) => stopped.signal.addEventListener("abort", () => release()));
    })
    .catch(() => {}); // stopped before it was this tab's turn
  say({ kind: "want", from: me, watches: options.watches });

  return () => {
    if (stopped.signal.aborted) return;
    say({ kind: "leave", from: me });
    lead?.stop();
    follower.stop();
    channel.close();
    stopped.abort();
  };
}

interface Follower {
  hear: (said: Said) => void;
  stop: () => void;
}

/** Waits for what the leading tab tells; listens alone while that tab sleeps. */
function follow(options: LiveOptions, say: (said: Said) => void): Follower {
  const patienceMs = options.pace?.patienceMs ?? PATIENCE_MS;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stopAlone: (() => void) | null = null;
  const ask = () => {
    if (document.hidden || waiting !== undefined) return;
    say({ kind: "there?" });
    waiting = setTimeout(() => {
      stopAlone ??= alone(options, true);
    }, patienceMs);
  };
  const asking = setInterval(ask, options.pace?.askMs ?? ASK_MS);
  document.addEventListener("visibilitychange", ask);
  return {
    hear(said) {
      if (said.kind !== "news" && said.kind !== "over" && said.kind !== "here") return;
      clearTimeout(waiting);
      waiting = undefined;
      stopAlone?.();
      stopAlone = null;
      if (said.kind === "news") deliver(said.news, options);
      if (said.kind === "over") options.onOver?.();
    },
    stop() {
      clearTimeout(waiting);
      clearInterval(asking);
      document.removeEventListener("visibilitychange", ask);
      stopAlone?.();
    },
  };
}

interface Lead {
  hear: (said: Said) => void;
  stop: () => void;
}

/** Holds the stream for everything that any tab wants. */
function beginToLead(options: LiveOptions, say: (said: Said) => void, me: string): Lead {
  const wanted = new Map([[me, options.watches]]);
  const rooms = new Map<string, Watched>();
  const denied = new Map<string, Denied>();
  let open: { watches: string[]; stop: () => void } | null = null;
  let soon = setTimeout(reopen, GATHER_MS);
  say({ kind: "who" });

  function reopen(): void {
    const watches = [...new Set([...wanted.values()].flat())].slice(0, MOST);
    open?.stop();
    const stop = openSource({
      ...options,
      watches,
      mayStream: true,
      onNews(news) {
        for (const room of news.rooms) rooms.set(room.watch, room);
        for (const no of news.denied) denied.set(no.watch, no);
        for (const no of news.denied) rooms.delete(no.watch);
        for (const room of news.rooms) denied.delete(room.watch);
        say({ kind: "news", news });
        deliver(news, options);
      },
      onOver() {
        open = null;
        say({ kind: "over" });
        options.onOver?.();
      },
    });
    open = { watches, stop };
  }

  function want(from: string, watches: string[]): void {
    wanted.set(from, watches);
    const known = {
      rooms: watches.flatMap((watch) => rooms.get(watch) ?? []),
      denied: watches.flatMap((watch) => denied.get(watch) ?? []),
    };
    if (known.rooms.length + known.denied.length > 0) say({ kind: "news", news: known });
    // What nobody wants any more goes with the next reopening: a stream costs more to open than to let be.
    if (open === null || !watches.every((watch) => open?.watches.includes(watch))) {
      clearTimeout(soon);
      soon = setTimeout(reopen, GATHER_MS);
    }
  }

  return {
    hear(said) {
      if (said.kind === "want") want(said.from, said.watches);
      if (said.kind === "leave") wanted.delete(said.from);
      if (said.kind === "there?") say({ kind: "here" });
    },
    stop() {
      clearTimeout(soon);
      open?.stop();
    },
  };
}
