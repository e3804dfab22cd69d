import {
  DefaultReconnectPolicy,
  LogLevel,
  type RemoteParticipant,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  type RoomOptions,
  setLogLevel,
  Track,
  VideoQuality,
} from "livekit-client";
import type { DownReason, Picture, Sound } from "./room";
import { pictureOf, soundsOf } from "./roomPeople";
import { downReason } from "./roomReasons";
import { hearServer } from "./serverMessages";

// Its lines carry identities, and a recorder keeps what a page says.
setLogLevel(LogLevel.silent);

/** Between LiveKit's own tries to mend a line, in milliseconds; then we connect anew. */
const MENDING_MS = [0, 300, 800, 1_500, 2_500, 3_000, 3_000];

const CHANGES = [
  RoomEvent.Connected,
  RoomEvent.Reconnected,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantActive,
  RoomEvent.ParticipantMetadataChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.ActiveSpeakersChanged,
] as const;

/** Somebody who is admitted to the recording, as LiveKit shows them. Who they are, the server's roster says. */
export interface RecordedParticipant {
  /** LiveKit's identity, to be looked up in the roster; never shown. */
  identity: string;
  joinedAt: number;
  camera: Picture | null;
  screen: Picture | null;
  micOn: boolean;
  speaking: boolean;
}

export interface RecordedSnapshot {
  /** While it is not up, everybody stands as they last did. */
  up: boolean;
  people: readonly RecordedParticipant[];
  sounds: readonly Sound[];
  /** Everybody inside, also who is not admitted: whether they offer something to see or to hear. */
  present: ReadonlyMap<string, boolean>;
  /** Pictures that were asked for and are not here yet. */
  awaited: number;
  /** What the server wrote to this egress; an `UpdateLayout` arrives so. */
  metadata: string;
}

/** How well a picture is wanted: a small one need not be sharp, and one that nobody sees is not sent at all. */
export type Wish = "large" | "small" | "unseen";

export interface RecordedListener {
  onDown: (reason: DownReason) => void;
  /** Something about the recording or about consent changed: the roster may be another. */
  onNews: () => void;
}

/** A room that is only looked at and listened to, as far as it is told to. */
export interface RecordedRoom {
  subscribe: (changed: () => void) => () => void;
  getSnapshot: () => RecordedSnapshot;
  listen: (listener: RecordedListener) => void;
  /** Rejects if it did not work; may be called again. */
  connect: (url: string, token: string) => Promise<void>;
  /** From these, and from nobody else, anything is received. */
  admit: (identities: ReadonlySet<string>) => void;
  /** By a picture's id; what is not named is wanted at its best. */
  wish: (pictures: ReadonlyMap<string, Wish>) => void;
  leave: () => Promise<void>;
}

type MakeRoom = (options: RoomOptions) => Room;

const NOTHING: RecordedSnapshot = {
  up: false,
  people: [],
  sounds: [],
  present: new Map(),
  awaited: 0,
  metadata: "",
};
const OURS = new Set(["rooms.recording", "rooms.consent"]);

export function recordedRoom(makeRoom: MakeRoom = (options) => new Room(options)): RecordedRoom {
  return new Recorded(makeRoom);
}

class Recorded implements RecordedRoom {
  private readonly changes = new Set<() => void>();
  private readonly listeners = new Set<RecordedListener>();
  private readonly wished = new WeakMap<RemoteTrackPublication, Wish>();
  private room: Room | null = null;
  private up = false;
  private admitted: ReadonlySet<string> = new Set();
  private wishes: ReadonlyMap<string, Wish> = new Map();
  private due = false;
  private snapshot = NOTHING;

  constructor(private readonly makeRoom: MakeRoom) {}

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };

  getSnapshot = () => this.snapshot;

  listen = (listener: RecordedListener) => void this.listeners.add(listener);

  connect = async (url: string, token: string) => {
    await this.leave();
    const room = this.makeRoom({
      // We say ourselves how well a picture is wanted: nothing in a recording may start small and become sharp later.
      adaptiveStream: false,
      disconnectOnPageLeave: true,
      reconnectPolicy: new DefaultReconnectPolicy(MENDING_MS),
    });
    this.room = room;
    this.follow(room);
    // Nothing is sent here before the roster has named its sender.
    await room.connect(url, token, { autoSubscribe: false, maxRetries: 0 });
  };

  admit = (identities: ReadonlySet<string>) => {
    this.admitted = identities;
    this.changed();
  };

  wish = (pictures: ReadonlyMap<string, Wish>) => {
    this.wishes = pictures;
    this.subscribeToAdmitted();
  };

  leave = async () => {
    const room = this.room;
    this.room = null;
    this.up = false;
    room?.removeAllListeners();
    // A good-bye that failed is a good-bye: the socket closes either way.
    await room?.disconnect().catch(() => undefined);
  };

  private follow(room: Room): void {
    for (const event of CHANGES) room.on(event, this.changed);
    hearServer(room, (topic) => {
      if (OURS.has(topic)) for (const { onNews } of this.listeners) onNews();
    });
    const linked = (up: boolean) => () => {
      if (this.room !== room) return;
      this.up = up;
      this.changed();
    };
    let wasUp = false;
    room
      .on(RoomEvent.Connected, () => {
        wasUp = true;
        linked(true)();
      })
      .on(RoomEvent.Reconnected, linked(true))
      .on(RoomEvent.Reconnecting, linked(false))
      .on(RoomEvent.Disconnected, (reason) => {
        if (this.room !== room) return;
        linked(false)();
        // A first connection that fails tells so by rejecting.
        if (wasUp) for (const { onDown } of this.listeners) onDown(downReason(reason));
      });
  }

  /** LiveKit tells many things in one breath; they make one new snapshot. */
  private changed = () => {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      this.subscribeToAdmitted();
      this.snapshot = this.look();
      for (const changed of this.changes) changed();
    });
  };

  private subscribeToAdmitted(): void {
    if (this.room === null || !this.up) return;
    for (const participant of this.room.remoteParticipants.values()) {
      const isAdmitted = this.admitted.has(participant.identity);
      for (const publication of participant.trackPublications.values()) {
        const remote = publication as RemoteTrackPublication;
        if (remote.isDesired !== isAdmitted) remote.setSubscribed(isAdmitted);
        if (isAdmitted && remote.track?.kind === Track.Kind.Video) this.wishFor(remote);
      }
    }
  }

  private wishFor(publication: RemoteTrackPublication): void {
    const { track } = publication;
    const wish = (track && this.wishes.get(pictureOf(track).id)) ?? "large";
    if ((this.wished.get(publication) ?? "large") === wish) return;
    this.wished.set(publication, wish);
    publication.setEnabled(wish !== "unseen");
    if (wish !== "unseen")
      publication.setVideoQuality(wish === "large" ? VideoQuality.HIGH : VideoQuality.MEDIUM);
  }

  private look(): RecordedSnapshot {
    const { room } = this;
    if (room === null || !this.up) return { ...this.snapshot, up: false, sounds: [] };
    const inside = [...room.remoteParticipants.values()];
    const recorded = inside.filter(({ identity }) => this.admitted.has(identity));
    return {
      up: true,
      people: recorded.map(seen),
      sounds: soundsOf(recorded),
      present: new Map(
        inside.map((participant) => [participant.identity, participant.trackPublications.size > 0]),
      ),
      awaited: recorded.flatMap(awaitedPictures).length,
      metadata: room.localParticipant.metadata ?? "",
    };
  }
}

const PICTURES = [Track.Source.Camera, Track.Source.ScreenShare];

function seen(participant: RemoteParticipant): RecordedParticipant {
  const microphone = participant.getTrackPublication(Track.Source.Microphone);
  return {
    identity: participant.identity,
    joinedAt: participant.joinedAt?.getTime() ?? 0,
    camera: picture(participant, Track.Source.Camera),
    screen: picture(participant, Track.Source.ScreenShare),
    micOn: microphone !== undefined && !microphone.isMuted,
    speaking: participant.isSpeaking,
  };
}

function picture(participant: RemoteParticipant, source: Track.Source): Picture | null {
  const publication = participant.getTrackPublication(source);
  if (publication?.track === undefined || publication.isMuted) return null;
  return pictureOf(publication.track);
}

function awaitedPictures(participant: RemoteParticipant): Track.Source[] {
  return PICTURES.filter((source) => {
    const publication = participant.getTrackPublication(source);
    return publication !== undefined && !publication.isMuted && publication.track === undefined;
  });
}
