import type { RosterAnswer } from "../api/recordingRoster";
import type { RecordingRoster } from "../api/shapes";
import type {
  RecordedListener,
  RecordedParticipant,
  RecordedRoom,
  RecordedSnapshot,
  Wish,
} from "../livekit/recordedRoom";
import type { DownReason } from "../livekit/room";
import type { Parameters } from "../record/model/parameters";
import { Recorder, type Signal } from "../record/recorder";

export const PARAMETERS: Parameters = { layout: "speaker", url: "ws://lk.test", token: "egress" };

type Listed = RecordingRoster["people"][number];
export const NADIA: Listed = { identity: "n", name: "Dr. Nadia Rahman", role: "host", in_recording: true };
export const JONAS: Listed = { identity: "j", name: "Jonas Weber", role: "participant", in_recording: true };
export const MARA: Listed = { identity: "m", name: "Mara Lindgren", role: "participant", in_recording: true };

export const rosterOf = (...people: Listed[]): RosterAnswer => ({
  kind: "roster",
  roster: { room: { title: "Breathwork for beginners", room_type: "group" }, people },
});

/** Somebody as LiveKit shows them: with a microphone that is on, and no camera. */
export const seen = (identity: string, changes: Partial<RecordedParticipant> = {}): RecordedParticipant => ({
  identity,
  joinedAt: 1_000,
  camera: null,
  screen: null,
  micOn: true,
  speaking: false,
  ...changes,
});

/** A call without a server: whoever is in it is received as soon as they are admitted. */
export class FakeRecordedRoom implements RecordedRoom {
  inside: RecordedParticipant[] = [];
  connections: string[] = [];
  wishes: ReadonlyMap<string, Wish> = new Map();
  admitted: ReadonlySet<string> = new Set();
  hasLeft = false;
  /** What the next connections come to; by default they succeed. */
  fails: Error | null = null;
  private readonly changes = new Set<() => void>();
  private listener: RecordedListener | undefined;
  private snapshot: RecordedSnapshot = {
    up: false,
    people: [],
    sounds: [],
    present: new Map(),
    awaited: 0,
    metadata: "",
  };

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };
  getSnapshot = () => this.snapshot;
  listen = (listener: RecordedListener) => {
    this.listener = listener;
  };
  wish = (pictures: ReadonlyMap<string, Wish>) => {
    this.wishes = pictures;
  };
  leave = async () => {
    this.hasLeft = true;
  };

  connect = async (url: string, token: string) => {
    this.connections.push(`${url} ${token}`);
    if (this.fails !== null) throw this.fails;
    this.becomes({ up: true });
  };

  admit = (identities: ReadonlySet<string>) => {
    this.admitted = identities;
    this.enter(...this.inside);
  };

  /** These are inside now, and nobody else. */
  enter(...people: RecordedParticipant[]): void {
    this.inside = people;
    this.becomes({
      people: people.filter(({ identity }) => this.admitted.has(identity)),
      present: new Map(people.map(({ identity, camera, micOn }) => [identity, camera !== null || micOn])),
    });
  }

  becomes(changes: Partial<RecordedSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...changes };
    for (const changed of this.changes) changed();
  }

  /** Why comes first: what is seen of it is told a moment later. */
  goesDown(reason: DownReason): void {
    this.snapshot = { ...this.snapshot, up: false };
    this.listener?.onDown(reason);
    this.becomes({});
  }

  tellNews(): void {
    this.listener?.onNews();
  }
}

export interface RecordingDesk {
  room: FakeRecordedRoom;
  recorder: Recorder;
  said: Signal[];
  /** How often the server was asked. */
  asked: () => number;
  /** From now on the server answers so. */
  answer: (answer: RosterAnswer) => void;
}

/** A recorder with a call and a server that do as they are told; it has not begun. */
export function recordingDesk(parameters: Partial<Parameters> = {}): RecordingDesk {
  const room = new FakeRecordedRoom();
  const said: Signal[] = [];
  let count = 0;
  let next: RosterAnswer = rosterOf();
  const answer = (given: RosterAnswer) => {
    next = given;
  };
  const recorder = new Recorder(
    { ...PARAMETERS, ...parameters },
    room,
    async () => {
      count += 1;
      return next;
    },
    (signal) => void said.push(signal),
  );
  return { room, recorder, said, asked: () => count, answer };
}
