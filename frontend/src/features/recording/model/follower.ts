import type { Result } from "../../../api/errors";
import type { RecordingState, RoomInfo } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { isBetween, RECORDING_TOPIC, recordingFrom } from "./recording";

/** How often the server is asked where its messages say nothing: a message may be lost. */
const BETWEEN_MS = 2_500;
const CALM_MS = 20_000;
/** A crowd that asks as often as a few would be a load for nothing. */
const CROWD_MS = 60_000;

export interface RecordingSnapshot {
  recording: RecordingState;
  /** There may be a recording in this room: then it is said that there is none. */
  possible: boolean;
}

export interface FollowerOptions {
  room: Pick<CallRoom, "listen" | "subscribe" | "getSnapshot">;
  /** The room as it was when we came in. */
  first: RoomInfo;
  fetchRoom: () => Promise<Result<RoomInfo>>;
  random?: () => number;
}

/**
 * The state of the recording, as our server says it: in its messages, in the room when it is asked, and from nobody else.
 * While the server is silent the last word stays; whatever is pressed changes nothing here.
 */
export class RecordingFollower {
  private snapshot: RecordingSnapshot;
  private readonly changes = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  /** An answer to an older question than the last word says nothing. */
  private words = 0;

  constructor(private readonly options: FollowerOptions) {
    this.snapshot = snapshotOf(options.first);
  }

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };

  getSnapshot = () => this.snapshot;

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
    if (answer.ok && asked === this.words) this.take(snapshotOf(answer.value));
    this.plan();
  };

  private hear = (topic: string, text: string) => {
    if (topic !== RECORDING_TOPIC) return;
    const recording = recordingFrom(text, this.snapshot.recording);
    if (recording === null) return;
    // Why it is over, only the room itself tells those who lead.
    if (recording.status === null && this.options.first.me.role === "host") return void this.look();
    this.take({ recording, possible: this.snapshot.possible || recording.status !== null });
    this.plan();
  };

  private take(next: RecordingSnapshot): void {
    this.words += 1;
    if (JSON.stringify(next) === JSON.stringify(this.snapshot)) return;
    this.snapshot = next;
    for (const changed of this.changes) changed();
  }

  /** Where nothing can be recorded nobody asks for it. */
  private mayChange(): boolean {
    return this.snapshot.possible || this.snapshot.recording.status !== null;
  }

  private plan(): void {
    clearTimeout(this.timer);
    const { recording } = this.snapshot;
    if (!this.running || !this.mayChange()) return;
    const { first, random = Math.random } = this.options;
    const isCrowd = first.room_type === "webinar" || first.room_type === "broadcast";
    const calm = isCrowd ? CROWD_MS * (1 + random()) : CALM_MS;
    const between = isCrowd ? CALM_MS * (1 + random()) : BETWEEN_MS;
    this.timer = setTimeout(() => void this.look(), isBetween(recording) ? between : calm);
  }
}

function snapshotOf(room: RoomInfo): RecordingSnapshot {
  const { recording } = room;
  return { recording, possible: room.features.recording || recording.status !== null };
}
