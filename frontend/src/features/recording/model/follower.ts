import type { RecordingState, RoomInfo } from "../../../api/shapes";
import { type FollowerOptions, SaidState } from "../../../livekit/saidState";
import { isBetween, RECORDING_TOPIC, recordingFrom } from "./recording";

const BETWEEN_MS = 2_500;
const CALM_MS = 20_000;
/** A crowd that asks as often as a few would be a load for nothing. */
const CROWD_MS = 60_000;

export interface RecordingSnapshot {
  recording: RecordingState;
  /** There may be a recording in this room: then it is said that there is none. */
  possible: boolean;
}

/** The state of the recording. */
export class RecordingFollower extends SaidState<RecordingSnapshot> {
  constructor(options: FollowerOptions) {
    super(options, RECORDING_TOPIC, snapshotOf(options.first));
  }

  protected stateOf(room: RoomInfo): RecordingSnapshot {
    return snapshotOf(room);
  }

  protected stateFrom(text: string): RecordingSnapshot | "ask" | null {
    const recording = recordingFrom(text, this.state.recording);
    if (recording === null) return null;
    // Why it is over, only the room itself tells those who lead.
    if (recording.status === null && this.options.first.me.role === "host") return "ask";
    return { recording, possible: this.state.possible || recording.status !== null };
  }

  protected mayChange(): boolean {
    return this.state.possible || this.state.recording.status !== null;
  }

  protected pause(random: () => number): number {
    const { room_type } = this.options.first;
    const isCrowd = room_type === "webinar" || room_type === "broadcast";
    if (isBetween(this.state.recording)) return isCrowd ? CALM_MS * (1 + random()) : BETWEEN_MS;
    return isCrowd ? CROWD_MS * (1 + random()) : CALM_MS;
  }
}

function snapshotOf(room: RoomInfo): RecordingSnapshot {
  const { recording } = room;
  return { recording, possible: room.features.recording || recording.status !== null };
}
