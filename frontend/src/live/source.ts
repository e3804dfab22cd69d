import { type Ended, listen, type News } from "./listening";

/** Milliseconds. Tests have shorter ones. */
export interface Pace {
  heldBackMs: number;
  silentMs: number;
  /** After a line that broke; doubles with each that follows. */
  againMs: number;
  longestMs: number;
  /** How long to poll where a proxy holds streams back, before one is tried again. */
  pollForMs: number;
  pollMs: number;
}

export const PACE: Pace = {
  heldBackMs: 8_000,
  silentMs: 40_000,
  againMs: 2_000,
  longestMs: 30_000,
  pollForMs: 300_000,
  pollMs: 5_000,
};

export interface SourceOptions {
  address: string;
  watches: string[];
  /** False: the tab has no one to share a stream with, and browsers allow six connections for all tabs. */
  mayStream: boolean;
  onNews: (news: News) => void;
  /** Nothing may be watched (any more); the source is done. */
  onOver: (code: string) => void;
  pace?: Pace;
}

/** Listens for ever, whatever the line does: by a stream, else by asking. Returns how to stop it. */
export function openSource({
  address,
  watches,
  mayStream,
  onNews,
  onOver,
  pace = PACE,
}: SourceOptions): () => void {
  const stopped = new AbortController();
  void run();
  return () => stopped.abort();

  async function run(): Promise<void> {
    let lastId = "";
    let failures = 0;
    let pollUntil = 0;
    const hears = {
      // A room in which nothing happens has no news: each line that is cut after a while would be one more failure.
      line() {
        failures = 0;
      },
      news(news: News, id: string) {
        failures = 0;
        lastId = id || lastId;
        if (!stopped.signal.aborted) onNews(news);
      },
    };
    while (!stopped.signal.aborted) {
      const stream = mayStream && Date.now() >= pollUntil;
      const request = {
        address,
        watches,
        lastId,
        stream,
        heldBackMs: pace.heldBackMs,
        silentMs: pace.silentMs,
      };
      const ended = await listen(request, hears, stopped.signal);
      if (stopped.signal.aborted) return;
      if (ended.kind === "over") return onOver(ended.code);
      if (ended.kind === "held_back") pollUntil = Date.now() + pace.pollForMs;
      if (ended.kind === "lost") failures += 1;
      await pause(waitFor(ended, failures, pace), stopped.signal);
    }
  }
}

function waitFor(ended: Ended, failures: number, pace: Pace): number {
  if (ended.kind === "poll") return Math.min(ended.afterMs, pace.pollMs);
  if (ended.kind !== "lost") return 0;
  const backOff = Math.min(pace.againMs * 2 ** Math.max(failures - 1, 0), pace.longestMs);
  // Everybody lost the line in the same moment: not everybody comes back in the same.
  return Math.max(ended.afterMs ?? 0, backOff * (0.5 + Math.random() / 2));
}

/** Ends with the signal, or as soon as the network is back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
    window.addEventListener("online", done);
  });
}
