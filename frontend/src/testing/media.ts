type Kind = "video" | "audio";

const INPUT = { video: "videoinput", audio: "audioinput" } as const;

/** A track that can be stopped, and pulled out like a plug. */
export class FakeTrack extends EventTarget {
  readyState: "live" | "ended" = "live";
  enabled = true;
  muted = false;
  constructor(
    readonly kind: Kind,
    readonly deviceId: string,
    readonly label: string,
  ) {
    super();
  }
  getSettings() {
    return { deviceId: this.deviceId };
  }
  getConstraints() {
    return {};
  }
  stop() {
    this.readyState = "ended";
  }
  unplug() {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

export interface FakeDevice {
  deviceId: string;
  kind: MediaDeviceKind;
  label: string;
}

export const CAMERA: FakeDevice = { deviceId: "cam-1", kind: "videoinput", label: "FaceTime HD Camera" };
export const WEBCAM: FakeDevice = { deviceId: "cam-2", kind: "videoinput", label: "Desk Webcam" };
export const MICROPHONE: FakeDevice = {
  deviceId: "mic-1",
  kind: "audioinput",
  label: "MacBook Pro Microphone",
};
export const HEADSET: FakeDevice = { deviceId: "mic-2", kind: "audioinput", label: "AirPods Pro" };
export const SPEAKER: FakeDevice = { deviceId: "out-1", kind: "audiooutput", label: "MacBook Pro Speakers" };

/**
 * A computer with devices and permissions, as a page sees it: the same promises, events and errors as a browser's
 * `navigator.mediaDevices` and `navigator.permissions`.
 */
export class FakeComputer extends EventTarget {
  devices: FakeDevice[] = [CAMERA, MICROPHONE, SPEAKER];
  /** Every call of getUserMedia: each may have been a question on the screen. */
  asked: MediaStreamConstraints[] = [];
  tracks: FakeTrack[] = [];
  readonly #broken = new Map<Kind, DOMException>();
  readonly #states: Record<Kind, PermissionStatus & { state: PermissionState }>;
  /** Resolves what getUserMedia waits for; null answers at once. */
  gate: Promise<void> | null = null;

  constructor(state: PermissionState = "granted") {
    super();
    this.#states = { video: status(state), audio: status(state) };
  }

  getUserMedia = async (constraints: MediaStreamConstraints = {}): Promise<MediaStream> => {
    this.asked.push(constraints);
    await this.gate;
    const kinds = (["video", "audio"] as const).filter((kind) => constraints[kind] !== undefined);
    for (const kind of kinds) {
      const error = this.#broken.get(kind);
      if (error !== undefined) throw error;
      if (this.#states[kind].state === "denied")
        throw new DOMException("Permission denied", "NotAllowedError");
      if (this.#find(kind) === undefined)
        throw new DOMException("Requested device not found", "NotFoundError");
    }
    const made = kinds.map((kind) => this.#open(kind, constraints[kind] as MediaTrackConstraints));
    this.tracks.push(...made);
    return stream(made);
  };

  enumerateDevices = async (): Promise<MediaDeviceInfo[]> =>
    this.devices.map((device) => ({ ...device, groupId: "", toJSON: () => device }) as MediaDeviceInfo);

  permission = async (kind: "camera" | "microphone"): Promise<PermissionStatus> =>
    this.#states[kind === "camera" ? "video" : "audio"];

  /** From now on opening this kind fails so. */
  breaks(kind: Kind, name: string, message = ""): void {
    this.#broken.set(kind, new DOMException(message, name));
  }

  works(kind: Kind): void {
    this.#broken.delete(kind);
  }

  setPermission(kind: Kind, state: PermissionState): void {
    const permission = this.#states[kind];
    Object.assign(permission, { state });
    permission.dispatchEvent(new Event("change"));
  }

  plugIn(device: FakeDevice): void {
    this.devices = [...this.devices, device];
    this.dispatchEvent(new Event("devicechange"));
  }

  unplug(device: FakeDevice): void {
    this.devices = this.devices.filter((other) => other !== device);
    for (const track of this.tracks) if (track.deviceId === device.deviceId) track.unplug();
    this.dispatchEvent(new Event("devicechange"));
  }

  get live(): FakeTrack[] {
    return this.tracks.filter((track) => track.readyState === "live");
  }

  #find(kind: Kind, wanted?: string): FakeDevice | undefined {
    const same = this.devices.filter((device) => device.kind === INPUT[kind]);
    return same.find((device) => device.deviceId === wanted) ?? same[0];
  }

  #open(kind: Kind, constraints: MediaTrackConstraints): FakeTrack {
    const wanted = (constraints.deviceId as { ideal?: string } | undefined)?.ideal;
    const device = this.#find(kind, wanted) as FakeDevice;
    return new FakeTrack(kind, device.deviceId, device.label);
  }
}

function status(state: PermissionState): PermissionStatus & { state: PermissionState } {
  return Object.assign(new EventTarget(), { state, name: "", onchange: null });
}

function stream(tracks: FakeTrack[]): MediaStream {
  const of = (kind: Kind) => tracks.filter((track) => track.kind === kind);
  return {
    getTracks: () => tracks,
    getVideoTracks: () => of("video"),
    getAudioTracks: () => of("audio"),
  } as unknown as MediaStream;
}
