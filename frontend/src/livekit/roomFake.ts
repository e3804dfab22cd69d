import type {
  CallRoom,
  DeviceKind,
  DownReason,
  Person,
  Picture,
  RoomListener,
  RoomNotice,
  RoomSnapshot,
  RoomTrouble,
  Vitals,
} from "./room";

/** A picture that shows nothing, for a page without a server. */
export function blankPicture(id: string): Picture {
  return { id, attach: () => () => undefined };
}

export function aPerson(person: Partial<Person> & Pick<Person, "id" | "name">): Person {
  return {
    role: "participant",
    isSelf: false,
    joinedAt: 0,
    camera: blankPicture(`${person.id}-camera`),
    micOn: true,
    screen: null,
    heldBack: false,
    speaking: false,
    quality: "good",
    ...person,
  };
}

const NOBODY: RoomSnapshot = {
  link: "down",
  people: [],
  sounds: [],
  canPlaySound: true,
  microphone: { on: true, busy: false, deviceId: null },
  camera: { on: true, busy: false, deviceId: null, facing: null },
  speakerDeviceId: null,
  sharing: false,
  mayPublish: true,
};

/**
 * The call without LiveKit, for tests: does what it is told, remembers what it was asked. `answer` decides what becomes
 * of a connection; without it, each succeeds at once.
 */
export class FakeRoom implements CallRoom {
  readonly asked: string[] = [];
  answer: (url: string, token: string) => Promise<void> = () => Promise.resolve();
  /** What the browser would count; nothing unless a test says so. */
  vitals: Vitals | null = null;
  private snapshot: RoomSnapshot;
  private readonly changes = new Set<() => void>();
  private readonly listeners = new Set<RoomListener>();

  constructor(snapshot: Partial<RoomSnapshot> = {}) {
    this.snapshot = { ...NOBODY, ...snapshot };
  }

  /** What LiveKit would tell. */
  show(change: Partial<RoomSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const changed of this.changes) changed();
  }

  breakDown(reason: DownReason): void {
    this.show({ link: "down" });
    for (const { onDown } of this.listeners) onDown?.(reason);
  }

  notice(notice: RoomNotice): void {
    for (const { onNotice } of this.listeners) onNotice?.(notice);
  }

  trouble(trouble: RoomTrouble): void {
    for (const { onTrouble } of this.listeners) onTrouble?.(trouble);
  }

  /** What our server says into the call, as it comes over the line: JSON. */
  say(topic: string, payload: unknown): void {
    for (const { onServerMessage } of this.listeners) onServerMessage?.(topic, JSON.stringify(payload));
  }

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };
  getSnapshot = () => this.snapshot;
  listen = (listener: RoomListener) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  warmUp = (url: string) => void this.asked.push(`warm up ${url}`);

  connect = async (url: string, token: string) => {
    this.asked.push(`connect ${token}`);
    this.show({ link: "connecting" });
    try {
      await this.answer(url, token);
    } catch (error) {
      this.show({ link: "down" });
      throw error;
    }
    this.show({ link: "up" });
  };

  drop = async () => {
    this.asked.push("drop");
    this.show({ link: "down" });
  };

  leave = async () => {
    this.asked.push("leave");
    this.show({ link: "down" });
  };

  setMicrophone = async (on: boolean) => {
    this.asked.push(`microphone ${on ? "on" : "off"}`);
    this.show({ microphone: { ...this.snapshot.microphone, on } });
    this.showSelf({ micOn: on });
  };

  setCamera = async (on: boolean) => {
    this.asked.push(`camera ${on ? "on" : "off"}`);
    this.show({ camera: { ...this.snapshot.camera, on } });
    this.showSelf({ camera: on ? blankPicture("own-camera") : null });
  };

  flipCamera = async () => void this.asked.push("flip camera");

  chooseDevice = async (kind: DeviceKind | "speaker", deviceId: string) => {
    this.asked.push(`use ${kind} ${deviceId}`);
  };

  setSharing = async (on: boolean) => {
    this.asked.push(on ? "share" : "stop sharing");
    this.show({ sharing: on });
    this.showSelf({ screen: on ? blankPicture("own-screen") : null });
  };

  startSound = async () => {
    this.asked.push("start sound");
    this.show({ canPlaySound: true });
  };

  measure = async () => this.vitals;

  private showSelf(change: Partial<Person>): void {
    const people = this.snapshot.people.map((person) => (person.isSelf ? { ...person, ...change } : person));
    this.show({ people });
  }
}
