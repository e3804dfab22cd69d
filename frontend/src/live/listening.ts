import type { components } from "../api/schema";
import { eventReader } from "./events";

export type Watched = components["schemas"]["Watched"];
export type Denied = components["schemas"]["Denied"];
type Snapshot = components["schemas"]["Live"];

/** What the server told of one or several things that a page watches. */
export interface News {
  rooms: Watched[];
  denied: Denied[];
}

export interface Request {
  /** Of the API: `/api/v1/live/`. */
  address: string;
  /** `booking:12`, `session:4`, `room:` and an id. */
  watches: string[];
  /** Of the stream before; empty without. */
  lastId: string;
  /** Ask for a stream, or for the answer of this moment. */
  stream: boolean;
  /** How long the first byte of a stream may take: beyond it something on the way holds it back. Milliseconds. */
  heldBackMs: number;
  /** How long a stream may be silent: the server says something every 15 s. */
  silentMs: number;
}

export interface Hears {
  news: (news: News, id: string) => void;
  /** The line is there, whether there is any news or not. */
  line: () => void;
}

/** How one request ended. */
export type Ended =
  /** The line broke, or the server is busy: come back. */
  | { kind: "lost"; afterMs: number | null }
  /** There was an answer, and no stream: ask again after so long. */
  | { kind: "poll"; afterMs: number }
  /** A proxy keeps the stream for itself. */
  | { kind: "held_back" }
  /** Not for this person, or not any more: do not come back. */
  | { kind: "over"; code: string };

const LOST: Ended = { kind: "lost", afterMs: null };

/** One request, from its beginning to its end. Resolves when it is aborted, too. */
export async function listen(request: Request, hears: Hears, signal: AbortSignal): Promise<Ended> {
  const own = new AbortController();
  const stop = () => own.abort();
  signal.addEventListener("abort", stop);
  // The network was away, perhaps while the computer slept: a line from before is dead, and says nothing of it.
  window.addEventListener("online", stop);
  const watchdog = makeWatchdog(stop);
  watchdog.expect(request.heldBackMs);
  const heldBack = () => request.stream && watchdog.barked && !watchdog.heard;
  try {
    const ended = await ask(request, hears, own.signal, watchdog);
    return ended === LOST && heldBack() ? { kind: "held_back" } : ended;
  } catch {
    // What fetch and a broken body throw: there is no line, or there is none any more.
    return heldBack() ? { kind: "held_back" } : LOST;
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", stop);
    window.removeEventListener("online", stop);
    own.abort();
  }
}

async function ask(request: Request, hears: Hears, signal: AbortSignal, watchdog: Watchdog): Promise<Ended> {
  const headers: Record<string, string> = {
    Accept: request.stream ? "text/event-stream" : "application/json",
  };
  if (request.stream && request.lastId !== "") headers["Last-Event-ID"] = request.lastId;
  const answer = await fetch(addressOf(request), {
    headers,
    signal,
    credentials: "same-origin",
    cache: "no-store",
  });
  const isStream = answer.headers.get("Content-Type")?.startsWith("text/event-stream") === true;
  if (!answer.ok) return refused(answer);
  if (isStream && answer.body !== null) return read(answer.body, request, hears, signal, watchdog);
  const snapshot = (await answer.json()) as Snapshot;
  hears.news({ rooms: snapshot.rooms, denied: snapshot.denied }, "");
  return { kind: "poll", afterMs: snapshot.every_seconds * 1000 };
}

function addressOf({ address, watches }: Request): string {
  const query = new URLSearchParams();
  for (const watch of watches) {
    if (watch.startsWith("room:")) query.append("room", watch.slice("room:".length));
    else query.append("subject", watch);
  }
  return new URL(`${address}?${query}`, window.location.href).href;
}

async function read(
  body: ReadableStream<Uint8Array>,
  request: Request,
  hears: Hears,
  signal: AbortSignal,
  watchdog: Watchdog,
): Promise<Ended> {
  let over: Ended | null = null;
  const take = eventReader(({ name, data, id }) => {
    const said = JSON.parse(data);
    if (name === "room") hears.news({ rooms: [said], denied: [] }, id);
    if (name === "denied") hears.news({ rooms: [], denied: [said] }, id);
    if (name === "end") over = { kind: "over", code: said.code };
  });
  const reader = body.getReader();
  signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
  const text = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || over !== null) return over ?? LOST;
    watchdog.expect(request.silentMs);
    if (!watchdog.heard) hears.line();
    watchdog.heard = true;
    take(text.decode(value, { stream: true }));
    if (over !== null) return over;
  }
}

/** What the API's refusals mean here: a server that is busy is asked again, whatever else it says is final. */
function refused(answer: Response): Ended {
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
    const seconds = Number(answer.headers.get("Retry-After"));
    return { kind: "lost", afterMs: seconds > 0 ? seconds * 1000 : null };
  }
  return { kind: "over", code: String(answer.status) };
}

interface Watchdog {
  /** Something must come within so long. */
  expect: (ms: number) => void;
  stop: () => void;
  heard: boolean;
  barked: boolean;
}

function makeWatchdog(bark: () => void): Watchdog {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const dog: Watchdog = {
    heard: false,
    barked: false,
    expect(ms) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        dog.barked = true;
        bark();
      }, ms);
    },
    stop: () => clearTimeout(timer),
  };
  return dog;
}
