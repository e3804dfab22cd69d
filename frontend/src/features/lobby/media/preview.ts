import { type DeviceChoices, readChoices, rememberChoices } from "../../../livekit/choices";
import { type DeviceKind, type DeviceState, mendsByItself, OFF, OPENING } from "../model/device";
import { type DeviceList, NO_DEVICES, sortDevices } from "./deviceList";
import { type MediaAccess, type Opened, openDevices, type Wanted } from "./openDevices";

export interface PreviewSnapshot {
  camera: DeviceState;
  microphone: DeviceState;
  cameraTrack: MediaStreamTrack | null;
  microphoneTrack: MediaStreamTrack | null;
  devices: DeviceList;
  choices: DeviceChoices;
}

export interface PreviewOptions extends MediaAccess {
  media: MediaAccess["media"] & Pick<EventTarget, "addEventListener" | "removeEventListener">;
  /** Gets "focus" when somebody comes back to the page. */
  scope: Pick<EventTarget, "addEventListener" | "removeEventListener">;
}

const KINDS: DeviceKind[] = ["camera", "microphone"];
const TRACK = { camera: "cameraTrack", microphone: "microphoneTrack" } as const;
const SWITCH = { camera: "cameraOn", microphone: "microphoneOn" } as const;
const CHOSEN = { camera: "cameraId", microphone: "microphoneId" } as const;

/**
 * Camera and microphone before the call: opens them, watches them, mends what can be mended by itself, and in the end
 * either hands the running tracks over or stops them. An external store: subscribe, getSnapshot.
 */
export class Preview {
  readonly #options: PreviewOptions;
  readonly #listeners = new Set<() => void>();
  /** Grows with every change of mind about a device, so that an answer to an older wish is dropped. */
  readonly #wish: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  #snapshot: PreviewSnapshot;
  #watch: AbortController | null = null;

  constructor(options: PreviewOptions) {
    this.#options = options;
    this.#snapshot = {
      camera: OFF,
      microphone: OFF,
      cameraTrack: null,
      microphoneTrack: null,
      devices: NO_DEVICES,
      choices: readChoices(),
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getSnapshot = (): PreviewSnapshot => this.#snapshot;

  /** Opens what the person had on the last time. With `devices: false` only lists what there is (for the speaker). */
  async start({ devices = true }: { devices?: boolean } = {}): Promise<void> {
    const watch = new AbortController();
    this.#watch = watch;
    const look = () => void this.#lookAgain();
    this.#options.media.addEventListener("devicechange", look, { signal: watch.signal });
    this.#options.scope.addEventListener("focus", look, { signal: watch.signal });
    await this.#list();
    if (!devices || watch.signal.aborted) return;
    void this.#watchPermissions(look, watch.signal);
    await this.#open(KINDS.filter((kind) => this.#snapshot.choices[SWITCH[kind]]));
  }

  async turn(kind: DeviceKind, on: boolean): Promise<void> {
    this.#choose({ [SWITCH[kind]]: on });
    if (on) await this.#open([kind]);
    else this.#close(kind);
  }

  async pick(kind: DeviceKind, deviceId: string): Promise<void> {
    this.#choose({ [CHOSEN[kind]]: deviceId, [SWITCH[kind]]: true });
    await this.#open([kind]);
  }

  pickSpeaker(deviceId: string): void {
    this.#choose({ speakerId: deviceId });
  }

  /** Asks again; for both at once, so that there is one question. */
  async retry(kinds: DeviceKind[]): Promise<void> {
    await this.#open(kinds);
  }

  /**
   * Waits while a device is still opening, for so long at most (milliseconds): a question that the browser asks may stay
   * unanswered.
   */
  async settled(withinMs: number): Promise<void> {
    const isOpening = () => KINDS.some((kind) => this.#snapshot[kind].status === "opening");
    if (!isOpening()) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        unsubscribe();
        resolve();
      };
      const unsubscribe = this.subscribe(() => isOpening() || done());
      const timer = setTimeout(done, withinMs);
    });
  }

  /** Gives the running tracks away; from now on their new owner stops them. The preview watches nothing any more. */
  release(): { camera: MediaStreamTrack | null; microphone: MediaStreamTrack | null } {
    const { cameraTrack, microphoneTrack } = this.#snapshot;
    this.#unwatch();
    // What is still opening has no owner any more: it must not stay on.
    for (const kind of KINDS) this.#wish[kind] += 1;
    this.#set({ cameraTrack: null, microphoneTrack: null, camera: OFF, microphone: OFF });
    return { camera: cameraTrack, microphone: microphoneTrack };
  }

  /** Turns everything off: camera light out, nothing listens. */
  stop(): void {
    this.#unwatch();
    for (const kind of KINDS) this.#close(kind);
  }

  async #open(kinds: DeviceKind[]): Promise<void> {
    const wanted: Wanted = {};
    const wishes = new Map<DeviceKind, number>();
    for (const kind of kinds) {
      this.#close(kind, OPENING);
      wishes.set(kind, this.#wish[kind]);
      wanted[kind] = this.#snapshot.choices[CHOSEN[kind]];
    }
    const result = await openDevices(wanted, this.#options);
    for (const kind of kinds) {
      const outcome = result[kind];
      if (outcome !== undefined) this.#settle(kind, outcome, wishes.get(kind));
    }
    await this.#list();
  }

  #settle(kind: DeviceKind, outcome: Opened, wish: number | undefined): void {
    if (wish !== this.#wish[kind]) {
      if (outcome.ok) outcome.track.stop();
      return;
    }
    if (!outcome.ok) {
      this.#set({ [kind]: { status: "failed", why: outcome.why } });
      return;
    }
    const { track } = outcome;
    track.addEventListener("ended", () => void this.#lost(kind, track));
    const deviceId = track.getSettings().deviceId ?? "";
    this.#set({ [kind]: { status: "ready", deviceId, label: track.label }, [TRACK[kind]]: track });
  }

  #close(kind: DeviceKind, next: DeviceState = OFF): void {
    this.#wish[kind] += 1;
    this.#snapshot[TRACK[kind]]?.stop();
    this.#set({ [kind]: next, [TRACK[kind]]: null });
  }

  /** Unplugged, or the permission was taken back: another device may take its place, but no question is asked. */
  async #lost(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (this.#snapshot[TRACK[kind]] !== track || this.#watch === null) return;
    const permission = (await this.#options.permission(kind))?.state ?? null;
    if (this.#snapshot[TRACK[kind]] !== track) return;
    if (permission === "prompt") {
      this.#close(kind, { status: "failed", why: "dismissed" });
      return;
    }
    await this.#open([kind]);
  }

  async #lookAgain(): Promise<void> {
    await this.#list();
    for (const kind of KINDS) {
      const state = this.#snapshot[kind];
      if (state.status !== "failed") continue;
      const permission = (await this.#options.permission(kind))?.state ?? null;
      if (this.#watch !== null && this.#snapshot[kind] === state && mendsByItself(state.why, permission)) {
        await this.#open([kind]);
      }
    }
  }

  async #watchPermissions(look: () => void, signal: AbortSignal): Promise<void> {
    for (const kind of KINDS) {
      const status = await this.#options.permission(kind);
      status?.addEventListener("change", look, { signal });
    }
  }

  async #list(): Promise<void> {
    const devices = sortDevices(await this.#options.media.enumerateDevices());
    this.#set({ devices });
  }

  #choose(changes: Partial<DeviceChoices>): void {
    rememberChoices(changes);
    this.#set({ choices: { ...this.#snapshot.choices, ...changes } });
  }

  #unwatch(): void {
    this.#watch?.abort();
    this.#watch = null;
  }

  #set(changes: Partial<PreviewSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...changes };
    for (const listener of this.#listeners) listener();
  }
}
