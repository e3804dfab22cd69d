import { HttpResponse, http } from "msw";
import type { Denied, Watched } from "../live/live";
import { LIVE_URL } from "./server";

/** Nobody in the room of Jonas' booking. */
export function watched(changes: Partial<Watched> = {}): Watched {
  return {
    watch: "booking:12",
    room: "0b4c5a3e-7d7c-4c36-a1e2-0b7e6a0f2f11",
    status: "pending",
    outcome: null,
    started_at: null,
    ended_at: null,
    participant_count: 0,
    hosts_inside: 0,
    clients_inside: 0,
    people: null,
    revision: 1,
    ...changes,
  };
}

/** One open line, as the server sees it. */
export interface Line {
  /** What is watched by it. */
  watches: string[];
  lastId: string | null;
  isOpen: boolean;
  room: (changes: Partial<Watched>, id?: string) => void;
  denied: (denied: Denied) => void;
  end: (code: string) => void;
  comment: () => void;
  /** The server goes away. */
  breaks: () => void;
}

/** A server that streams. `lines` holds every line that was ever opened; `polls` what was asked without one. */
export function streamingServer() {
  const lines: Line[] = [];
  const polls: string[][] = [];
  let streams = true;
  let refusal: { status: number; code: string } | null = null;
  let answer: { rooms: Watched[]; denied: Denied[] } = { rooms: [], denied: [] };

  const handler = http.get(LIVE_URL, ({ request }) => {
    const query = new URL(request.url).searchParams;
    const watches = [...query.getAll("subject"), ...query.getAll("room").map((id) => `room:${id}`)];
    if (refusal !== null) return HttpResponse.json({ code: refusal.code, detail: "" }, refusal);
    if (!streams || request.headers.get("Accept") !== "text/event-stream") {
      polls.push(watches);
      return HttpResponse.json({ mode: "poll", every_seconds: 5, ...answer });
    }
    return new HttpResponse(openLine(watches, request), { headers: { "Content-Type": "text/event-stream" } });
  });

  function openLine(watches: string[], request: Request): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const send = (text: string) => controller?.enqueue(encoder.encode(text));
    const event = (name: string, data: object, id = "") =>
      send(`event: ${name}\ndata: ${JSON.stringify(data)}\n${id && `id: ${id}\n`}\n`);
    const line: Line = {
      watches,
      lastId: request.headers.get("Last-Event-ID"),
      isOpen: true,
      room: (changes, id) => event("room", watched(changes), id),
      denied: (denied) => event("denied", denied),
      end: (code) => event("end", { code, detail: "" }),
      comment: () => send(": beat\n\n"),
      breaks: () => {
        line.isOpen = false;
        controller?.close();
      },
    };
    request.signal.addEventListener("abort", () => {
      line.isOpen = false;
    });
    lines.push(line);
    return new ReadableStream({
      start: (given) => {
        controller = given;
      },
      cancel: () => {
        line.isOpen = false;
      },
    });
  }

  return {
    handler,
    lines,
    polls,
    open: () => lines.filter((line) => line.isOpen),
    refuses: (status: number, code: string) => {
      refusal = { status, code };
    },
    answers: (rooms: Watched[], denied: Denied[] = []) => {
      answer = { rooms, denied };
    },
    streamsNothing: () => {
      streams = false;
    },
    recovers: () => {
      refusal = null;
    },
  };
}

interface Turn {
  run: () => Promise<unknown>;
  signal: AbortSignal;
}

/** Web Locks of one browser: whoever asks first holds the lock until they let go. jsdom has none. */
export function giveLocks(): void {
  const queues = new Map<string, Turn[]>();
  const next = async (name: string) => {
    const turn = queues.get(name)?.[0];
    await turn?.run();
    queues.get(name)?.shift();
    if (queues.get(name)?.length) void next(name);
  };
  const request = (name: string, { signal }: { signal: AbortSignal }, work: () => Promise<unknown>) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      const turn: Turn = { signal, run: () => Promise.resolve(work()).then(resolve, reject) };
      signal.addEventListener("abort", () => {
        const place = queue.indexOf(turn);
        if (place > 0) {
          queue.splice(place, 1);
          reject(new DOMException("", "AbortError"));
        }
      });
      queue.push(turn);
      if (queue.length === 1) void next(name);
    });
  Object.defineProperty(navigator, "locks", { configurable: true, value: { request } });
}

/** A browser without them, as at first. */
export function takeLocks(): void {
  Reflect.deleteProperty(navigator, "locks");
}
