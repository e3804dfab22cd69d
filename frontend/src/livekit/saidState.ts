import type { Result } from "../api/errors";
import type { RoomInfo } from "../api/shapes";
import type { CallRoom } from "./room";

export interface FollowerOptions {
  room: Pick<CallRoom, "listen" | "subscribe" | "getSnapshot">;
  /** The room as it was when we came in. */
  first: RoomInfo;
  fetchRoom: () => Promise<Result<RoomInfo>>;
  random?: () => number;
}

/**
 * Something about the room, as our server says it: in its messages, in the room when it is asked, and from nobody else.
 * While the server is silent the last word stays; whatever is pressed changes nothing here.
 */
export abstract class SaidState<State> {
  private readonly changes = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  /** An answer to an older question than the last word says nothing. */
  private words = 0;

  protected constructor(
    protected readonly options: FollowerOptions,
    private readonly topic: string,
    protected state: State,
  ) {}

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };

  getSnapshot = () => this.state;

  /** Listens and asks until what is returned is called. */
  start = () => {
    this.running = true;
    const { room } = this.options;
    const unhear = room.listen({ onServerMessage: this.hear });
    let link = room.getSnapshot().link;
    const unsubscribe = room.subscribe(() => {
      const before = link;
      link = room.getSnapshot().link;
      // What was said while the line was down was not heard.
      if (link === "up" && before !== "up" && this.mayChange()) void this.look();
    });
    this.plan();
    return () => {
      this.running = false;
      clearTimeout(this.timer);
      unhear();
      unsubscribe();
    };
  };

  /** Asks now. */
  look = async () => {
    const asked = this.words;
    const answer = await this.options.fetchRoom();
    if (!this.running) return;
    if (answer.ok && asked === this.words) this.take(this.stateOf(answer.value));
    this.plan();
  };

  /** What the room says of it. */
  protected abstract stateOf(room: RoomInfo): State;

  /** What a message says of it; "ask": only the room itself tells; null: it is none of ours. */
  protected abstract stateFrom(text: string): State | "ask" | null;

  /** Where nothing can come nobody asks for it. */
  protected abstract mayChange(): boolean;

  /** How long until the server is asked where its messages say nothing, in milliseconds: a message may be lost. */
  protected abstract pause(random: () => number): number;

  private hear = (topic: string, text: string) => {
    if (topic !== this.topic) return;
    const said = this.stateFrom(text);
    if (said === null) return;
    if (said === "ask") return void this.look();
    this.take(said as State);
    this.plan();
  };

  private take(next: State): void {
    this.words += 1;
    if (JSON.stringify(next) === JSON.stringify(this.state)) return;
    this.state = next;
    for (const changed of this.changes) changed();
  }

  private plan(): void {
    clearTimeout(this.timer);
    if (!this.running || !this.mayChange()) return;
    this.timer = setTimeout(() => void this.look(), this.pause(this.options.random ?? Math.random));
  }
}
