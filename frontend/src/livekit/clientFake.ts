import { EventEmitter } from "node:events";
import { ConnectionQuality, DisconnectReason, RoomEvent, type RoomOptions } from "livekit-client";

/** A track as the SDK keeps one, in the parts that we touch. */
export class FakeTrack extends EventEmitter {
  isMuted = false;
  stopped = false;
  mediaStreamTrack = { readyState: "live", label: "Built-in", getSettings: () => ({ deviceId: "built-in" }) };
  attach = () => undefined;
  detach = () => undefined;
  stop() {
    this.stopped = true;
  }
}

/** LiveKit's client, in the parts that we touch. */
export class FakeClient extends EventEmitter {
  state = "disconnected";
  canPlaybackAudio = true;
  remoteParticipants = new Map<string, unknown>();
  said: string[] = [];
  fails: Error | null = null;
  engine = new EventEmitter();
  localParticipant = {
    attributes: {},
    isSpeaking: false,
    connectionQuality: ConnectionQuality.Unknown,
    joinedAt: new Date(1_000),
    publishTrack: async (track: unknown) => void this.published.push(track),
  };
  published: unknown[] = [];

  constructor(readonly options?: RoomOptions) {
    super();
  }
  prepareConnection = async (url: string) => void this.said.push(`warm up ${url}`);
  connect = async (url: string, token: string) => {
    this.said.push(`connect ${url} ${token}`);
    if (this.fails !== null) {
      this.emit(RoomEvent.Disconnected, DisconnectReason.JOIN_FAILURE);
      throw this.fails;
    }
    this.state = "connected";
    this.emit(RoomEvent.SignalConnected);
    this.emit(RoomEvent.Connected);
  };
  disconnect = async (stopTracks: boolean) => void this.said.push(`disconnect ${stopTracks}`);
  startAudio = async () => void this.said.push("start audio");
}
