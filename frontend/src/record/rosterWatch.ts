import type { RosterAnswer } from "../api/recordingRoster";
import type { RecordingRoster } from "../api/shapes";

/** How often whom we may show is asked for, in milliseconds. */
const EVERY_MS = 3_000;
/** Until the first answer: nothing begins without it. */
const FIRST_MS = 500;
/** Asked before its turn, but never more often than this. */
const SOONEST_MS = 400;

export interface RosterListener {
  onRoster: (roster: RecordingRoster) => void;
  /** Our server says that the session is over. */
  onEnded: () => void;
}

/** Keeps the server's roster fresh. What was known last holds for as long as the server does not answer. */
export class RosterWatch {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private dueAt = 0;
  private asking = false;
  private again = false;
  private known = false;
  private stopped = false;

  constructor(
    private readonly ask: () => Promise<RosterAnswer>,
    private readonly listener: RosterListener,
  ) {}

  start(): void {
    void this.askNow();
  }

  /** Something happened after which it may be another. */
  askSoon(): void {
    if (this.asking) this.again = true;
    // Who keeps asking for it puts nothing off.
    else if (this.dueAt - performance.now() > SOONEST_MS) this.in(SOONEST_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private in(ms: number): void {
    clearTimeout(this.timer);
    this.dueAt = performance.now() + ms;
    if (!this.stopped) this.timer = setTimeout(() => void this.askNow(), ms);
  }

  private async askNow(): Promise<void> {
    clearTimeout(this.timer);
    this.asking = true;
    this.again = false;
    const answer = await this.ask();
    this.asking = false;
    if (this.stopped) return;
    if (answer.kind === "roster") {
      this.known = true;
      this.listener.onRoster(answer.roster);
    } else if (answer.kind === "ended") {
      this.listener.onEnded();
    }
    this.in(this.again ? SOONEST_MS : this.known ? EVERY_MS : FIRST_MS);
  }
}
