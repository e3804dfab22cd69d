import type { RoomInfo, StreamingState } from "../../../api/shapes";
import { type FollowerOptions, SaidState } from "../../../livekit/saidState";
import { STREAMING_TOPIC, streamingFrom } from "./streaming";

const CALM_MS = 20_000;
/** A crowd, or one in which nothing is known to be streamed, asks more rarely, and not all of it at once. */
const RARELY_MS = 60_000;

/** Whether the room is on air. */
export class StreamingFollower extends SaidState<StreamingState> {
  constructor(options: FollowerOptions) {
    super(options, STREAMING_TOPIC, options.first.streaming);
  }

  protected stateOf(room: RoomInfo): StreamingState {
    return room.streaming;
  }

  protected stateFrom(text: string): StreamingState | null {
    return streamingFrom(text, this.state);
  }

  /** Where people are asked one by one before a recording nothing is ever streamed, so nobody asks for it. */
  protected mayChange(): boolean {
    return this.state.active || this.state.available || this.options.first.recording.consent !== "ask";
  }

  protected pause(random: () => number): number {
    const { room_type } = this.options.first;
    const isCrowd = room_type === "webinar" || room_type === "broadcast";
    const isNear = this.state.available || (this.state.active && !isCrowd);
    return isNear ? CALM_MS : RARELY_MS * (1 + random());
  }
}
