import type { ApiError, Result } from "../../../api/errors";
import { nextPoll } from "../../../api/roomPolling";
import type { Message, MessagePage } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { Alarm } from "./alarm";
import { CHAT_TOPIC, messageFrom } from "./heard";
import type { ChatMemory } from "./memory";
import { Outbox } from "./outbox";
import {
  begin,
  type ChatRecord,
  filled,
  hasGap,
  hear,
  NOTHING_SAID,
  resumeFrom,
  withEarlier,
} from "./record";
import { tidy } from "./text";
import { readAtLeast, unreadOf } from "./unread";
import type { Unsent } from "./unsent";

/** What the chat asks of our server. */
export interface ChatServer {
  newest: () => Promise<Result<MessagePage>>;
  /** What came behind a line, by its id. */
  after: (id: string) => Promise<Result<MessagePage>>;
  /** What came just before a line. */
  before: (id: string) => Promise<Result<MessagePage>>;
  send: (text: string, key: string) => Promise<Result<Message>>;
}

export interface ChatSnapshot {
  lines: readonly Message[];
  /** False until the first answer; what the call brings is shown before. */
  loaded: boolean;
  /** Why the first page cannot be had. */
  problem: ApiError | null;
  earlier: "none" | "more" | "loading" | "failed";
  unsent: readonly Unsent[];
  /** Lines of others that one has not seen: they came while nobody looked, or before one came. */
  unread: number;
  /** What is new begins behind the line with this number; null where nothing was new when one began to look. */
  newAfter: number | null;
  /** What is typed and not sent; outlives the panel, and a reload. */
  draft: string;
}

export interface ChatOptions {
  server: ChatServer;
  room: Pick<CallRoom, "listen" | "subscribe" | "getSnapshot">;
  selfId: string;
  /** What outlives a reload; nothing does without it. */
  memory?: ChatMemory;
  /** The server's clock, in milliseconds since 1970. */
  now?: () => number;
  random?: () => number;
  makeKey?: () => string;
  /** Tells when somebody comes back to the page. */
  page?: Pick<Document, "addEventListener" | "removeEventListener" | "visibilityState">;
  /** Tells when the network is back. */
  network?: Pick<Window, "addEventListener" | "removeEventListener">;
}

/** In a crowd everybody misses the same line at once: not all of them ask for it at once. */
const SPREAD_MS = { least: 200, most: 1_500 };

/**
 * The chat of one room, as one person sees it: the server's pages, what the call brings, and what is on its way.
 * Knows no React. Nothing happens before `start`, nothing after `stop`.
 */
export class Chat {
  private record: ChatRecord = NOTHING_SAID;
  private snapshot: ChatSnapshot;
  private readonly changes = new Set<() => void>();
  private unlisten: (() => void) | null = null;
  private readonly next = new Alarm(() => void this.fill());
  private readonly outbox: Outbox;
  private filling = false;
  private wanted = false;
  private failures = 0;
  private reading = false;
  /** The number of the last line that was seen. */
  private seen: number;
  private wasUp = false;

  constructor(private readonly options: ChatOptions) {
    const { server, memory, now = Date.now, random = Math.random } = options;
    const { makeKey = () => crypto.randomUUID() } = options;
    const { draft = "", unsent = [] } = memory?.begun() ?? {};
    this.seen = memory?.read() ?? 0;
    const send = (text: string, key: string) => server.send(text, key);
    const onSent = (line: Message) => this.hear(line);
    const onChange = () => this.show({ unsent: this.outbox.unsent });
    this.outbox = new Outbox({ send, onSent, onChange, now, random, makeKey }, unsent);
    this.snapshot = {
      lines: [],
      loaded: false,
      problem: null,
      earlier: "none",
      unsent,
      unread: 0,
      newAfter: null,
      draft,
    };
  }

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };

  getSnapshot = () => this.snapshot;

  /** Who of the others wrote last; empty where nobody did. */
  newestAuthor = () => {
    const { selfId } = this.options;
    return this.snapshot.lines.findLast(({ sender }) => sender.id !== selfId)?.sender.name ?? "";
  };

  start(): void {
    if (this.unlisten !== null) return;
    const { room, page = document, network = window } = this.options;
    const unhear = room.listen({
      onServerMessage: (topic, text) => topic === CHAT_TOPIC && this.hearCall(messageFrom(text)),
    });
    const unsubscribe = room.subscribe(this.followLine);
    page.addEventListener("visibilitychange", this.wake);
    network.addEventListener("online", this.sendOn);
    this.outbox.start();
    this.unlisten = () => {
      unhear();
      unsubscribe();
      page.removeEventListener("visibilitychange", this.wake);
      network.removeEventListener("online", this.sendOn);
    };
    this.wasUp = false;
    this.followLine();
  }

  stop(): void {
    this.next.clear();
    this.outbox.stop();
    this.unlisten?.();
    this.unlisten = null;
  }

  /** Somebody looks at the lines, or does not any more. */
  read = (reading: boolean) => {
    this.reading = reading;
    if (reading) this.look();
    // Who looks again at once has never looked away: React does so to try things out.
    else queueMicrotask(() => this.reading || this.show({ newAfter: null }));
  };

  write = (draft: string) => this.show({ draft });

  /** Says what is typed. Whoever calls has looked that it is neither empty nor too long. */
  send = () => {
    const text = tidy(this.snapshot.draft);
    this.show({ draft: "" });
    this.outbox.add(text);
  };

  retry = (key: string) => this.outbox.retry(key);
  discard = (key: string) => this.outbox.discard(key);

  loadEarlier = async (): Promise<void> => {
    const [oldest] = this.record.lines;
    if (oldest === undefined || !this.record.earlier || this.snapshot.earlier === "loading") return;
    this.show({ earlier: "loading" });
    const answer = await this.options.server.before(oldest.id);
    if (answer.ok) this.take(withEarlier(this.record, answer.value));
    this.show({ earlier: answer.ok ? this.earlier() : "failed" });
  };

  private hearCall(line: Message | null): void {
    if (line === null) return;
    const { lines } = this.record;
    this.hear(line);
    // Another tab may have said the same: whether one's own was taken tells the answer alone.
    if (this.record.lines !== lines && line.sender.id === this.options.selfId) this.outbox.hear(line.text);
  }

  private hear(line: Message): void {
    this.take(hear(this.record, line));
    if (!this.snapshot.loaded || !hasGap(this.record)) return;
    // A server that has just failed is left alone for as long as it was meant to be.
    if (this.failures === 0 || !this.next.isSet) this.fillSoon();
  }

  private take(record: ChatRecord): void {
    const { lines } = this.record;
    this.record = record;
    if (record.lines === lines) return;
    if (this.reading && this.snapshot.loaded) this.see();
    this.show({ lines: record.lines, unread: this.unread().length });
  }

  /** What is new when one begins to look is marked as long as one looks. */
  private look(): void {
    // Before the first page is there, nobody can tell what is new in it.
    if (!this.snapshot.loaded || this.unread().length === 0) return;
    // Where nothing was read before, all of it is new: a mark above everything would say nothing.
    const newAfter = this.seen > 0 ? this.seen : null;
    this.see();
    this.show({ unread: 0, newAfter });
  }

  private see(): void {
    const last = this.record.lines.at(-1)?.number ?? 0;
    if (last <= this.seen) return;
    this.seen = last;
    this.options.memory?.keepRead(last);
  }

  private unread(): readonly Message[] {
    return unreadOf(this.record.lines, this.seen, this.options.selfId);
  }

  /** Asks for what is missing, until there is nothing more. */
  private async fill(): Promise<void> {
    this.next.clear();
    this.wanted = true;
    if (this.filling) return;
    this.filling = true;
    while (this.wanted && this.unlisten !== null) {
      this.wanted = false;
      await this.fillOnce();
    }
    this.filling = false;
  }

  private async fillOnce(): Promise<void> {
    const { server } = this.options;
    const from = resumeFrom(this.record);
    const answer = from === null ? await server.newest() : await server.after(from);
    if (!answer.ok) return this.fillLater(answer.error);
    this.failures = 0;
    if (!this.snapshot.loaded) this.seen = readAtLeast(answer.value.results, this.seen, this.options.selfId);
    this.take((from === null ? begin : filled)(this.record, answer.value));
    this.show({
      loaded: true,
      problem: null,
      earlier: from === null ? this.earlier() : this.snapshot.earlier,
    });
    if (this.reading) this.look();
    this.wanted ||= from !== null && answer.value.next !== null;
  }

  private fillLater(error: ApiError): void {
    if (!this.snapshot.loaded) this.show({ problem: error });
    // A refusal is an answer; anything else may pass.
    if (error.category === "refused" || error.category === "login") return;
    this.failures += 1;
    this.next.clear();
    this.next.setWithin(nextPoll(this.failures));
  }

  private fillSoon(): void {
    const { random = Math.random } = this.options;
    this.next.setWithin(SPREAD_MS.least + random() * (SPREAD_MS.most - SPREAD_MS.least));
  }

  /** While the line was down, nothing came. Before it is up for the first time, lines would be missed behind the first page. */
  private followLine = () => {
    const isUp = this.options.room.getSnapshot().link === "up";
    const comesUp = isUp && !this.wasUp;
    this.wasUp = isUp;
    if (!comesUp) return;
    this.outbox.wake();
    if (this.snapshot.loaded) this.fillSoon();
    else void this.fill();
  };

  /** A computer that slept has missed lines without noticing that the line was down. */
  private wake = () => {
    const { page = document } = this.options;
    if (page.visibilityState !== "visible") return;
    this.outbox.wake();
    if (this.snapshot.loaded) this.fillSoon();
  };

  private sendOn = () => this.outbox.wake();

  private earlier(): ChatSnapshot["earlier"] {
    return this.record.earlier ? "more" : "none";
  }

  private show(change: Partial<ChatSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    // What the page was left with is what the call's end has forgotten.
    if (this.unlisten !== null && (change.draft !== undefined || change.unsent !== undefined))
      this.options.memory?.keepBegun({ draft: this.snapshot.draft, unsent: this.outbox.untaken });
    for (const changed of this.changes) changed();
  }
}
