import type { ApiError, Result } from "../../../api/errors";
import { nextPoll } from "../../../api/roomPolling";
import type { Message } from "../../../api/shapes";
import { Alarm } from "./alarm";
import { isHeld, isStuck, type Unsent } from "./unsent";

export interface OutboxOptions {
  send: (text: string, key: string) => Promise<Result<Message>>;
  /** The server has taken a line. */
  onSent: (line: Message) => void;
  onChange: () => void;
  /** The server's clock, in milliseconds since 1970. */
  now: () => number;
  /** 0 to 1. */
  random: () => number;
  makeKey: () => string;
}

/** A line that the call has brought before the answer came is not shown twice; whether it was taken tells the answer. */
type Line = Unsent & { heard?: boolean };

/** The first wait before a line is sent again by itself; then twice as long each time, up to half a minute. */
const FIRST_WAIT_MS = 2_000;
/** A server that says "now" and means it not is still left alone for so long. */
const SHORTEST_WAIT_MS = 1_000;

/**
 * What one has written and the server has not taken yet. Lines go out one by one, in the order in which they were
 * written. What fails in a way that may pass holds up those behind it and is tried again by itself, with the same key:
 * the server takes each line once, also where its answer was lost.
 */
export class Outbox {
  private lines: readonly Line[];
  private underWay: string | null = null;
  private running = false;
  private started = false;
  private failures = 0;
  private readonly again = new Alarm(() => this.go());

  /** @param kept What the page before a reload had not sent. */
  constructor(
    private readonly options: OutboxOptions,
    kept: readonly Unsent[] = [],
  ) {
    this.lines = kept;
  }

  /** What is still to be sent and seen, in the order in which it was written. */
  get unsent(): readonly Unsent[] {
    return this.lines.filter(({ heard }) => heard !== true);
  }

  /** What must outlive the page: also what is only seen to be said. */
  get untaken(): readonly Unsent[] {
    return this.lines.map(({ key, text, problem }) => ({ key, text, problem }));
  }

  start(): void {
    this.started = true;
  }

  /** What is on its way arrives; nothing is sent after it. */
  stop(): void {
    this.started = false;
    this.again.clear();
  }

  add(text: string): void {
    const problem = this.waiting()?.problem ?? null;
    this.change([...this.lines, { key: this.options.makeKey(), text, problem }]);
    this.wake();
  }

  /** What may pass is tried for all that are held by it; what was refused, alone. */
  retry(key: string): void {
    const pressed = this.lines.find((line) => line.key === key);
    if (pressed === undefined) return;
    const tried = isHeld(pressed) ? isHeld : (line: Line) => line.key === key;
    this.change(this.lines.map((line) => (tried(line) ? { ...line, problem: null } : line)));
    this.go();
  }

  discard(key: string): void {
    this.change(this.lines.filter((line) => line.key !== key));
  }

  /** Something has changed for the better: the network is back, or the line, or the person. */
  wake(): void {
    const waiting = this.waiting();
    if (waiting === undefined) this.go();
    else this.again.setWithin(this.waitOf(waiting.problem));
  }

  /** The call has brought a line of one's own, perhaps the one whose answer is waited for. */
  hear(text: string): void {
    const heard = this.lines.find((line) => line.key === this.underWay && line.text === text);
    if (heard !== undefined)
      this.change(this.lines.map((line) => (line === heard ? { ...line, heard: true } : line)));
  }

  private go(): void {
    this.again.clear();
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let line = this.first(); line !== undefined && this.started; line = this.first()) {
      this.underWay = line.key;
      const answer = await this.options.send(line.text, line.key);
      this.underWay = null;
      if (answer.ok) this.takeOut(line, answer.value);
      else if (this.fail(line, answer.error)) break;
    }
    this.running = false;
  }

  private first(): Line | undefined {
    return this.lines.find((line) => !isStuck(line));
  }

  private takeOut({ key }: Line, taken: Message): void {
    this.failures = 0;
    this.discard(key);
    this.options.onSent(taken);
  }

  /** True where nothing more can be sent for now. */
  private fail({ key }: Line, problem: ApiError): boolean {
    const holds = isHeld({ problem });
    this.change(
      this.lines.map((line) => {
        if (line.key === key) return { ...line, heard: false, problem };
        return holds && !isStuck(line) ? { ...line, problem } : line;
      }),
    );
    if (holds) this.hold(problem);
    return holds;
  }

  private hold(problem: ApiError): void {
    this.failures += 1;
    if (!this.started || this.lines.length === 0) return;
    const { random } = this.options;
    const ownWait = nextPoll(this.failures, FIRST_WAIT_MS) * (0.75 + random() / 2);
    const isTold = problem.category === "throttled" && problem.retryAt !== null;
    this.again.setWithin(isTold ? Math.max(this.waitOf(problem), SHORTEST_WAIT_MS) : ownWait);
  }

  private waiting(): Line | undefined {
    return this.lines.find((line) => this.waitOf(line.problem) > 0);
  }

  /** How long the server wants to be left alone, in milliseconds; 0 where it has not said. */
  private waitOf(problem: ApiError | null): number {
    if (problem?.category !== "throttled" || problem.retryAt === null) return 0;
    return Math.max(0, Date.parse(problem.retryAt) - this.options.now()) || 0;
  }

  private change(lines: readonly Line[]): void {
    this.lines = lines;
    this.options.onChange();
  }
}
