import {
  createLocalAudioTrack,
  createLocalScreenTracks,
  createLocalVideoTrack,
  type LocalAudioTrack,
  type LocalParticipant,
  type LocalTrack,
  type LocalVideoTrack,
  ScreenSharePresets,
  TrackEvent,
  VideoPresets,
} from "livekit-client";
import type { JoinIntent } from "./joinIntent";
import type { DeviceKind, RoomNotice } from "./room";
import { deviceProblem, isShareCancelled } from "./roomReasons";

type Intent = Pick<JoinIntent, "camera" | "microphone" | "cameraDeviceId" | "microphoneDeviceId">;

/**
 * The own camera, microphone and screen. They belong to the call, not to one connection: a lost line leaves them as they
 * are, the next one publishes them again.
 */
export class LocalMedia {
  microphone: LocalAudioTrack | null;
  camera: LocalVideoTrack | null;
  readonly busy = new Set<DeviceKind>();
  facing: "user" | "environment" | null = null;
  /** Whether the server lets anything of ours out. */
  permitted = true;

  private screen: LocalTrack[] = [];
  private readonly wanted: Record<DeviceKind, string | null>;
  private line: LocalParticipant | null = null;
  private stopped = false;

  constructor(
    intent: Intent,
    private readonly changed: () => void,
    private readonly tell: (notice: RoomNotice) => void,
  ) {
    this.microphone = intent.microphone;
    this.camera = intent.camera;
    this.wanted = { microphone: intent.microphoneDeviceId, camera: intent.cameraDeviceId };
    if (this.microphone !== null) this.watch(this.microphone, "microphone");
    if (this.camera !== null) this.watch(this.camera, "camera");
  }

  isOn(kind: DeviceKind): boolean {
    const track = this[kind];
    return track !== null && !track.isMuted;
  }

  deviceId(kind: DeviceKind): string | null {
    return this[kind]?.mediaStreamTrack.getSettings().deviceId ?? this.wanted[kind];
  }

  get sharing(): boolean {
    return this.screen.length > 0;
  }

  get screenTrack(): LocalTrack | null {
    return this.screen[0] ?? null;
  }

  /** From now on everything goes out over this connection, beginning with what is on. */
  async publishAll(line: LocalParticipant): Promise<void> {
    this.line = line;
    // A camera that is off holds no picture; publishing it would only make others wait for one.
    if (this.camera?.isMuted) this.forget("camera");
    await Promise.all([
      this.republish("microphone"),
      this.republish("camera"),
      ...this.screen.map((track) => this.publish(track, "screen")),
    ]);
  }

  /** The connection is gone; the tracks run on. */
  unplug(): void {
    this.line = null;
  }

  /**
   * Where the server lets nothing out any more, the lights go out as well: a camera that runs for nobody would say
   * otherwise. Nothing comes on again by itself.
   */
  permit(may: boolean): void {
    if (this.permitted === may) return;
    this.permitted = may;
    if (!may) {
      this.forget("microphone");
      this.forget("camera");
      void this.stopSharing();
    }
    this.changed();
  }

  async set(kind: DeviceKind, on: boolean): Promise<void> {
    await this.oneAtATime(kind, async () => {
      const track = this[kind];
      if (!on) await track?.mute();
      else if (track === null) await this.open(kind);
      else await track.unmute();
    });
  }

  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.wanted[kind] = deviceId;
    await this.oneAtATime(kind, async () => {
      await this[kind]?.setDeviceId({ exact: deviceId });
      if (kind === "camera") this.facing = null;
    });
  }

  async flip(): Promise<void> {
    await this.oneAtATime("camera", async () => {
      const facing = (this.facing ?? "user") === "user" ? "environment" : "user";
      await this.camera?.restartTrack({ facingMode: facing, resolution: VideoPresets.h720.resolution });
      this.facing = facing;
    });
  }

  async share(): Promise<void> {
    if (this.sharing || this.stopped || !this.permitted) return;
    let tracks: LocalTrack[];
    try {
      tracks = await createLocalScreenTracks({
        audio: true,
        resolution: ScreenSharePresets.h1080fps15.resolution,
        selfBrowserSurface: "exclude",
        surfaceSwitching: "include",
      });
    } catch (error) {
      if (!isShareCancelled(error))
        this.tell({ kind: "problem", device: "screen", problem: deviceProblem(error) });
      return;
    }
    if (this.stopped || !this.permitted) return void tracks.map((track) => track.stop());
    this.screen = tracks;
    // "Stop sharing" in the browser's own bar.
    tracks[0]?.on(TrackEvent.Ended, () => void this.stopSharing());
    this.changed();
    await Promise.all(tracks.map((track) => this.publish(track, "screen")));
  }

  async stopSharing(): Promise<void> {
    const tracks = this.screen;
    this.screen = [];
    this.changed();
    for (const track of tracks) {
      await this.line?.unpublishTrack(track, true);
      track.stop();
    }
  }

  /** Lights out, at once and for good; also for a device that is only just opening. */
  stop(): void {
    this.stopped = true;
    for (const track of [this.microphone, this.camera, ...this.screen]) track?.stop();
    this.microphone = null;
    this.camera = null;
    this.screen = [];
    this.changed();
  }

  private async open(kind: DeviceKind): Promise<void> {
    const deviceId = this.wanted[kind] ?? undefined;
    // Not "exact": the device of the last time may be at home.
    const track =
      kind === "microphone"
        ? await createLocalAudioTrack({ deviceId })
        : await createLocalVideoTrack({ deviceId, resolution: VideoPresets.h720.resolution });
    if (this.stopped || !this.permitted) return track.stop();
    if (kind === "microphone") this.microphone = track as LocalAudioTrack;
    else this.camera = track as LocalVideoTrack;
    this.watch(track, kind);
    this.changed();
    await this.publish(track, kind);
  }

  private forget(kind: DeviceKind): void {
    this[kind]?.stop();
    this[kind] = null;
  }

  private async republish(kind: DeviceKind): Promise<void> {
    const track = this[kind];
    if (track === null) return;
    if (track.mediaStreamTrack.readyState === "ended" && !track.isMuted) {
      try {
        await track.restartTrack();
      } catch {
        // Named for the person by the notice; the track itself is of no use any more.
        this.forget(kind);
        this.tell({ kind: "gone", device: kind });
        return;
      }
    }
    await this.publish(track, kind);
  }

  private async publish(track: LocalTrack, device: DeviceKind | "screen"): Promise<void> {
    const line = this.line;
    if (line === null) return;
    try {
      await line.publishTrack(track);
    } catch (error) {
      // A line that broke meanwhile is the connection's matter: the next one publishes again.
      if (this.line === line && this.permitted)
        this.tell({ kind: "problem", device, problem: deviceProblem(error) });
    }
  }

  private async oneAtATime(kind: DeviceKind, change: () => Promise<void>): Promise<void> {
    if (this.busy.has(kind) || this.stopped || !this.permitted) return;
    this.busy.add(kind);
    this.changed();
    try {
      await change();
    } catch (error) {
      this.tell({ kind: "problem", device: kind, problem: deviceProblem(error) });
    } finally {
      this.busy.delete(kind);
      this.changed();
    }
  }

  /** LiveKit opens another device when one is unplugged, or mutes the track where none is left. We say which of the two. */
  private watch(track: LocalAudioTrack | LocalVideoTrack, kind: DeviceKind): void {
    let ended = false;
    track.on(TrackEvent.Ended, () => {
      ended = true;
    });
    track.on(TrackEvent.Restarted, () => {
      if (ended) this.tell({ kind: "replaced", device: kind, label: track.mediaStreamTrack.label });
      ended = false;
      this.changed();
    });
    track.on(TrackEvent.Muted, () => {
      if (ended) this.tell({ kind: "gone", device: kind });
      ended = false;
      this.changed();
    });
    track.on(TrackEvent.Unmuted, this.changed);
  }
}
