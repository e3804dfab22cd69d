/** The devices that there are, for the menus of the call; kept fresh while somebody looks. */
export interface Choice {
  id: string;
  /** Empty where the browser does not tell names. */
  name: string;
}

export interface DeviceChoicesList {
  microphone: readonly Choice[];
  camera: readonly Choice[];
  /** Empty where a page may not choose the speaker (Safari). */
  speaker: readonly Choice[];
}

const NONE: DeviceChoicesList = { microphone: [], camera: [], speaker: [] };

type Media = Pick<MediaDevices, "enumerateDevices" | "addEventListener" | "removeEventListener">;

export class DeviceWatch {
  private snapshot = NONE;
  private readonly changes = new Set<() => void>();

  /** `media` is undefined where the page is not allowed to know of devices (no HTTPS). */
  constructor(
    private readonly media: Media | undefined = navigator.mediaDevices,
    private readonly speakers: boolean = "setSinkId" in HTMLMediaElement.prototype,
  ) {}

  subscribe = (changed: () => void) => {
    if (this.changes.size === 0) this.media?.addEventListener("devicechange", this.refresh);
    this.changes.add(changed);
    void this.refresh();
    return () => {
      this.changes.delete(changed);
      if (this.changes.size === 0) this.media?.removeEventListener("devicechange", this.refresh);
    };
  };

  getSnapshot = () => this.snapshot;

  private refresh = async () => {
    if (this.media === undefined) return;
    const found = await this.media.enumerateDevices();
    const of = (kind: MediaDeviceKind): Choice[] =>
      found
        // Windows lists its "communications" role as a device of its own; it is a double of a real one.
        .filter(
          (device) => device.kind === kind && device.deviceId !== "" && device.deviceId !== "communications",
        )
        .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
    this.snapshot = {
      microphone: of("audioinput"),
      camera: of("videoinput"),
      speaker: this.speakers ? of("audiooutput") : [],
    };
    for (const changed of this.changes) changed();
  };
}
