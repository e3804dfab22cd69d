/**
 * The call as the features see it: our own seam, without a word of LiveKit's.
 *
 * `roomLive.ts` builds it on LiveKit's client, `roomFake.ts` without a server. One object lives as long as the call page;
 * it may connect again and again, and the local tracks go along each time.
 */
import type { Role } from "../api/shapes";

/** Something that can be seen in a `<video>`. A new picture has a new id. */
export interface Picture {
  id: string;
  /** Shows it in the element; returns what stops that. */
  attach: (element: HTMLVideoElement) => () => void;
}

/** Something that can be heard: somebody's microphone, or the sound of a shared screen. */
export interface Sound {
  id: string;
  attach: (element: HTMLAudioElement) => () => void;
}

export type Quality = "unknown" | "good" | "weak" | "lost";

export interface Person {
  /** The server's participant id: the same after every return, and no address in it. Never LiveKit's identity. */
  id: string;
  name: string;
  role: Role;
  isSelf: boolean;
  /** Milliseconds since 1970; 0 while not yet known. */
  joinedAt: number;
  /** Null: off, or there is none. */
  camera: Picture | null;
  micOn: boolean;
  screen: Picture | null;
  /** The server does not let them publish while a recording runs in which they are not to be. */
  heldBack: boolean;
  /** As LiveKit says it from moment to moment; whoever shows it calms it first. */
  speaking: boolean;
  quality: Quality;
}

export type DeviceKind = "camera" | "microphone";

export interface LocalDevice {
  on: boolean;
  /** A change is under way. */
  busy: boolean;
  /** The device in use or, while off, the one that will be opened; null is the system's choice. */
  deviceId: string | null;
}

/** The line as LiveKit's client sees it; "restarting" has lost picture and sound, "resuming" may not have. */
export type RoomLink = "down" | "connecting" | "up" | "resuming" | "restarting";

export interface RoomSnapshot {
  link: RoomLink;
  /**
   * Only people whose token our server made. While the line is not up these are the ones of the last moment it was:
   * they are still there, we are not.
   */
  people: readonly Person[];
  sounds: readonly Sound[];
  /** False: the browser wants a press before it plays sound. */
  canPlaySound: boolean;
  microphone: LocalDevice;
  camera: LocalDevice & { facing: "user" | "environment" | null };
  speakerDeviceId: string | null;
  sharing: boolean;
  /** False: the server lets nothing of ours out now, and camera and microphone are off. It may change at any moment. */
  mayPublish: boolean;
}

/** Why LiveKit ended the connection, in the kinds that matter here. */
export type DownReason = "removed" | "deleted" | "duplicate" | "unexpected";

export type DeviceProblem = "denied" | "missing" | "busy" | "failed";

/** What somebody must be told about the own devices. */
export type RoomNotice =
  /** The device vanished; another one took over. */
  | { kind: "replaced"; device: DeviceKind; label: string }
  /** The device vanished and nothing could replace it: it is off now. */
  | { kind: "gone"; device: DeviceKind }
  | { kind: "problem"; device: DeviceKind | "screen" | "speaker"; problem: DeviceProblem };

/** What passed one way so far, in one stream; it only ever grows. */
export interface Flow {
  packets: number;
  lost: number;
  bytes: number;
}

/** The own connection at one moment, as the browser counts it. Numbers only: no address is read. */
export interface Vitals {
  /** LiveKit's name of this connection; another one after each return. */
  sid: string;
  quality: Quality;
  /** There and back to the server. */
  rttMs: number | null;
  /** Of the worst voice that is received. */
  jitterMs: number | null;
  /** By stream, whose names stay the same as long as the stream. What was lost of it is the server's word. */
  sent: ReadonlyMap<string, Flow>;
  received: ReadonlyMap<string, Flow>;
}

/** What goes wrong without anybody being told: the own microphone is silent; somebody could not be received. */
export type RoomTrouble = "silence" | "subscription";

export interface RoomListener {
  onDown?: (reason: DownReason) => void;
  onNotice?: (notice: RoomNotice) => void;
  onTrouble?: (trouble: RoomTrouble) => void;
  /**
   * Our server says something into the call; `topic` begins with "rooms.". What participants send, whoever they are and
   * on whatever topic, never comes here.
   */
  onServerMessage?: (topic: string, text: string) => void;
}

export interface CallRoom {
  subscribe: (changed: () => void) => () => void;
  getSnapshot: () => RoomSnapshot;
  listen: (listener: RoomListener) => () => void;

  /** Opens DNS, TCP and TLS to the server ahead of time. Never fails. */
  warmUp: (url: string) => void;
  /** Connects and publishes what is on. Rejects if that did not work; the local tracks stay as they are. */
  connect: (url: string, token: string) => Promise<void>;
  /** Ends a connection without touching the local tracks. */
  drop: () => Promise<void>;
  /** Stops every local track at once, then says good-bye to the server. The object is of no use afterwards. */
  leave: () => Promise<void>;

  setMicrophone: (on: boolean) => Promise<void>;
  setCamera: (on: boolean) => Promise<void>;
  /** Switches between the camera at the front and the one at the back of a phone. */
  flipCamera: () => Promise<void>;
  chooseDevice: (kind: DeviceKind | "speaker", deviceId: string) => Promise<void>;
  /** Resolves without sharing if the person closes the browser's own dialog. */
  setSharing: (on: boolean) => Promise<void>;
  /** Plays what the browser held back. Must be called from a press. */
  startSound: () => Promise<void>;

  /** One look at the counters; null while there is no connection. */
  measure: () => Promise<Vitals | null>;
}
