import type { ApiError, Result } from "../../../api/errors";
import { nextPoll } from "../../../api/roomPolling";
import type { Message, MessagePage } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { Alarm } from "./alarm";
import { CHAT_TOPIC, messageFrom } from "./heard";
import {
  begin,
  type ChatRecord,
  filled,
  freshIn,
  hasGap,
  hear,
  NOTHING_SAID,
  resumeFrom,
  withEarlier,
} from "./record";
import { tidy } from "./text";
import { type Unsent, withFailed } from "./unsent";

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
  /** Lines of others that came while nobody looked. */
  unread: number;
  /** What is typed and not sent; outlives the panel. */
  draft: string;
}

export interface ChatOptions {
  server: ChatServer;
  room: Pick<CallRoom, "listen" | "subscribe" | "getSnapshot">;
  selfId: string;
  random?: () => number;
  makeKey?: () => string;
  /** Tells when somebody comes back to the page. */
  page?: Pick<Document, "addEventListener" | "removeEventListener" | "visibilityState">;
}

/** In a crowd everybody misses the same line at once: not all of them ask for it at once. */
const SPREAD_MS = { least: 200, most: 1_500 };

/**
 * The chat of one room, as one person sees it: the server's pages, what the call brings, and what is on its way.
 * Knows no React. Nothing happens before `start`, nothing after `stop`.
 */
export class Chat {
  private record: ChatRecord = NOTHING_SAID;
  private snapshot: ChatSnapshot = {
    lines: [],
    loaded: false,
    problem: null,
    earlier: "none",
    unsent: [],
    unread: 0,
    draft: "",
  };
  private readonly changes = new Set<() => void>();
  private unlisten: (() => void) | null = null;
  private readonly next = new Alarm(() => void this.fill());
  private filling = false;
  private wanted = false;
  private failures = 0;
  private reading = false;
  private wasUp = false;
  /** Lines are sent one by one, so that they arrive in the order in which they were written. */
  private sending: Promise<void> = Promise.resolve();
  /** The one whose answer is waited for, and whether the call has brought its words meanwhile. */
  private underWay: { line: Unsent; heard: boolean } | null = null;

  constructor(private readonly options: ChatOptions) {}

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
    const { room, page = document } = this.options;
    const unhear = room.listen({
      onServerMessage: (topic, text) => topic === CHAT_TOPIC && this.hearCall(messageFrom(text)),
    });
    const unsubscribe = room.subscribe(this.followLine);
    page.addEventListener("visibilitychange", this.wake);
    this.unlisten = () => {
      unhear();
      unsubscribe();
      page.removeEventListener("visibilitychange", this.wake);
    };
    this.wasUp = false;
    this.followLine();
  }

  stop(): void {
    this.next.clear();
    this.unlisten?.();
    this.unlisten = null;
  }

  /** Somebody looks at the lines, or does not any more. */
  read = (reading: boolean) => {
    this.reading = reading;
    if (reading && this.snapshot.unread > 0) this.show({ unread: 0 });
  };

  write = (draft: string) => this.show({ draft });

  /** Says what is typed. Whoever calls has looked that it is neither empty nor too long. */
  send = () => {
    const { makeKey = () => crypto.randomUUID() } = this.options;
    const line: Unsent = { key: makeKey(), text: tidy(this.snapshot.draft), problem: null };
    this.show({ unsent: [...this.snapshot.unsent, line], draft: "" });
    this.queue(line.key);
  };

  retry = (key: string) => {
    this.change(key, null);
    this.queue(key);
  };

  discard = (key: string) => {
    this.show({ unsent: this.snapshot.unsent.filter((line) => line.key !== key) });
  };

  loadEarlier = async (): Promise<void> => {
    const [oldest] = this.record.lines;
    if (oldest === undefined || !this.record.earlier || this.snapshot.earlier === "loading") return;
    this.show({ earlier: "loading" });
    const answer = await this.options.server.before(oldest.id);
    if (answer.ok) this.take(withEarlier(this.record, answer.value), { news: false });
    this.show({ earlier: answer.ok ? this.earlier() : "failed" });
  };

  private queue(key: string): void {
    this.sending = this.sending.then(() => this.sendOne(key));
  }

  private async sendOne(key: string): Promise<void> {
    const line = this.snapshot.unsent.find((one) => one.key === key);
    // Discarded meanwhile.
    if (line === undefined) return;
    const underWay = { line, heard: false };
    this.underWay = underWay;
    const answer = await this.options.server.send(line.text, key);
    this.underWay = null;
    if (answer.ok) {
      this.discard(key);
      this.hear(answer.value);
    } else if (underWay.heard) {
      // The same words came from somewhere else, or the answer was lost: to send it again is safe, to lose it is not.
      this.show({ unsent: withFailed(this.snapshot.unsent, line, answer.error) });
    } else this.change(key, answer.error);
  }

  private change(key: string, problem: ApiError | null): void {
    this.show({
      unsent: this.snapshot.unsent.map((line) => (line.key === key ? { ...line, problem } : line)),
    });
  }

  private hearCall(line: Message | null): void {
    if (line === null) return;
    const { lines } = this.record;
    this.hear(line);
    if (this.record.lines !== lines) this.settle(line);
  }

  /**
   * The call may bring one's own line before the answer to sending it. Then it is not shown twice; whether it was taken
   * tells the answer alone, for another tab may have said the same.
   */
  private settle({ sender, text }: Message): void {
    const { underWay } = this;
    if (underWay === null || sender.id !== this.options.selfId || text !== underWay.line.text) return;
    underWay.heard = true;
    this.discard(underWay.line.key);
  }

  private hear(line: Message): void {
    this.take(hear(this.record, line), { news: true });
    if (!this.snapshot.loaded || !hasGap(this.record)) return;
    // A server that has just failed is left alone for as long as it was meant to be.
    if (this.failures === 0 || !this.next.isSet) this.fillSoon();
  }

  private take(record: ChatRecord, { news }: { news: boolean }): void {
    const fresh = freshIn(this.record, record);
    this.record = record;
    if (fresh.length === 0) return;
    const { selfId } = this.options;
    const missed = news && !this.reading ? fresh.filter(({ sender }) => sender.id !== selfId).length : 0;
    this.show({
      lines: record.lines,
      unread: this.snapshot.unread + missed,
    });
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
    const first = !this.snapshot.loaded;
    const answer = from === null ? await server.newest() : await server.after(from);
    if (!answer.ok) return this.fillLater(answer.error);
    this.failures = 0;
    this.take((from === null ? begin : filled)(this.record, answer.value), { news: !first });
    this.show({
      loaded: true,
      problem: null,
      earlier: from === null ? this.earlier() : this.snapshot.earlier,
    });
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
    if (this.snapshot.loaded) this.fillSoon();
    else void this.fill();
  };

  /** A computer that slept has missed lines without noticing that the line was down. */
  private wake = () => {
    const { page = document } = this.options;
    if (page.visibilityState === "visible" && this.snapshot.loaded) this.fillSoon();
  };

  private earlier(): ChatSnapshot["earlier"] {
    return this.record.earlier ? "more" : "none";
  }

  private show(change: Partial<ChatSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const changed of this.changes) changed();
  }
}
