import type { Result } from "../../../api/errors";
import type { RoomInfo, StreamingState } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { STREAMING_TOPIC, streamingFrom } from "./streaming";

/** How often the server is asked where its messages say nothing: a message may be lost. */
const CALM_MS = 20_000;
/** A crowd, or one in which nothing is known to be streamed, asks more rarely, and not all of it at once. */
const RARELY_MS = 60_000;

export interface FollowerOptions {
  room: Pick<CallRoom, "listen" | "subscribe" | "getSnapshot">;
  /** The room as it was when we came in. */
  first: RoomInfo;
  fetchRoom: () => Promise<Result<RoomInfo>>;
  random?: () => number;
}

/**
 * Whether the room is on air, as our server says it: in its messages, in the room when it is asked, and from nobody else.
 * While the server is silent the last word stays; whatever is pressed changes nothing here.
 */
export class StreamingFollower {
  private state: StreamingState;
  private readonly changes = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  /** An answer to an older question than the last word says nothing. */
  private words = 0;

  constructor(private readonly options: FollowerOptions) {
    this.state = options.first.streaming;
  }

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

  private look = async () => {
    const asked = this.words;
    const answer = await this.options.fetchRoom();
    if (!this.running) return;
    if (answer.ok && asked === this.words) this.take(answer.value.streaming);
    this.plan();
  };

  private hear = (topic: string, text: string) => {
    if (topic !== STREAMING_TOPIC) return;
    const said = streamingFrom(text, this.state);
    if (said === null) return;
    this.take(said);
    this.plan();
  };

  private take(next: StreamingState): void {
    this.words += 1;
    if (JSON.stringify(next) === JSON.stringify(this.state)) return;
    this.state = next;
    for (const changed of this.changes) changed();
  }

  /** Where people are asked one by one before a recording nothing is ever streamed, so nobody asks for it. */
  private mayChange(): boolean {
    return this.state.active || this.state.available || this.options.first.recording.consent !== "ask";
  }

  private plan(): void {
    clearTimeout(this.timer);
    if (!this.running || !this.mayChange()) return;
    const { first, random = Math.random } = this.options;
    const isCrowd = first.room_type === "webinar" || first.room_type === "broadcast";
    const isNear = this.state.available || (this.state.active && !isCrowd);
    this.timer = setTimeout(() => void this.look(), isNear ? CALM_MS : RARELY_MS * (1 + random()));
  }
}
