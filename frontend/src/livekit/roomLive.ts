import {
  ConnectionState,
  DefaultReconnectPolicy,
  LogLevel,
  Room,
  RoomEvent,
  type RoomOptions,
  setLogLevel,
  supportsAudioOutputSelection,
} from "livekit-client";
import type { JoinGrant } from "../api/shapes";
import type { JoinIntent } from "./joinIntent";
import type {
  CallRoom,
  DeviceKind,
  Person,
  RoomLink,
  RoomListener,
  RoomNotice,
  RoomSnapshot,
  RoomTrouble,
} from "./room";
import { LocalMedia } from "./roomLocal";
import { isSame, personOf, pictureOf, qualityOf, soundsOf } from "./roomPeople";
import { deviceProblem, downReason } from "./roomReasons";
import { measure } from "./roomVitals";
import { hearServer } from "./serverMessages";
import { pauseUnseen } from "./unseen";

// Its lines carry identities, and those hold e-mail addresses. What people must know, the page says.
setLogLevel(LogLevel.silent);

/** A server that does not take our good-bye within this is told by the closing socket. */
const GOODBYE_MS = 1_500;

/**
 * How long LiveKit's client waits between its own tries, in milliseconds. Closer together than its default (up to 7 s), so
 * that a server which was restarted is noticed soon; when the list is used up, we come back with a fresh token.
 */
const MENDING_MS = [0, 300, 800, 1_500, 2_500, 3_000, 3_000, 3_000, 3_000, 3_000];

/** Everything after which somebody may look different. */
const CHANGES = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantActive,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.ParticipantPermissionsChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.AudioPlaybackStatusChanged,
  RoomEvent.ActiveDeviceChanged,
] as const;

/** The call over LiveKit. Nothing happens before `connect`. */
export function liveRoom(intent: JoinIntent, makeRoom: MakeRoom = (options) => new Room(options)): CallRoom {
  return new LiveRoom(intent, intent.grant, makeRoom);
}

/** LiveKit's client; tests give one without a server. */
type MakeRoom = (options?: RoomOptions) => Room;

class LiveRoom implements CallRoom {
  private readonly changes = new Set<() => void>();
  private readonly listeners = new Set<RoomListener>();
  private readonly local: LocalMedia;
  private room: Room | null = null;
  private warmer: Room | null = null;
  private link: RoomLink = "down";
  private speaker: string | null;
  private due = false;
  private snapshot: RoomSnapshot;

  constructor(
    intent: JoinIntent,
    private readonly grant: JoinGrant,
    private readonly makeRoom: MakeRoom,
  ) {
    this.local = new LocalMedia(intent, this.changed, this.tell);
    this.local.permit(grant.permissions.can_publish);
    this.speaker = intent.speakerDeviceId;
    this.snapshot = this.look(null);
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

  warmUp = (url: string) => {
    // Asks over HTTP only; whether it worked shows when the call connects.
    this.warmer ??= this.makeRoom();
    void this.warmer.prepareConnection(url).catch(() => undefined);
  };

  connect = async (url: string, token: string) => {
    await this.drop();
    // A new one each time: nothing of a broken connection can leak into the next.
    const room = this.makeRoom({
      adaptiveStream: true,
      dynacast: true,
      // They are ours and outlive the connection.
      stopLocalTrackOnUnpublish: false,
      disconnectOnPageLeave: true,
      reconnectPolicy: new DefaultReconnectPolicy(MENDING_MS),
      audioOutput: this.speaker === null ? undefined : { deviceId: this.speaker },
    });
    this.room = room;
    this.link = "connecting";
    this.follow(room);
    this.changed();
    await room.connect(url, token, { maxRetries: 0 });
    this.local.permit(mayPublish(room));
    // Not awaited: to be inside does not depend on a camera.
    void this.local.publishAll(room.localParticipant);
  };

  drop = async () => {
    const room = this.room;
    this.room = null;
    this.link = "down";
    this.local.unplug();
    this.changed();
    if (room === null) return;
    room.removeAllListeners();
    await within(GOODBYE_MS, room.disconnect(false));
  };

  leave = async () => {
    const room = this.room;
    this.room = null;
    this.link = "down";
    this.local.stop();
    room?.removeAllListeners();
    if (room !== null) await within(GOODBYE_MS, room.disconnect(true));
  };

  setMicrophone = (on: boolean) => this.local.set("microphone", on);
  setCamera = (on: boolean) => this.local.set("camera", on);
  flipCamera = () => this.local.flip();
  setSharing = (on: boolean) => (on ? this.local.share() : this.local.stopSharing());

  chooseDevice = async (kind: DeviceKind | "speaker", deviceId: string) => {
    if (kind !== "speaker") return this.local.choose(kind, deviceId);
    this.speaker = deviceId;
    if (!supportsAudioOutputSelection()) return;
    try {
      await this.room?.switchActiveDevice("audiooutput", deviceId);
    } catch (error) {
      this.tell({ kind: "problem", device: "speaker", problem: deviceProblem(error) });
    }
    this.changed();
  };

  startSound = async () => {
    await this.room?.startAudio();
    this.changed();
  };

  measure = async () => (this.room === null ? null : measure(this.room));

  private follow(room: Room): void {
    for (const event of CHANGES) room.on(event, this.changed);
    pauseUnseen(room);
    hearServer(room, (topic, text) => {
      if (this.room !== room) return;
      for (const { onServerMessage } of this.listeners) onServerMessage?.(topic, text);
    });
    const linked = (link: RoomLink) => () => {
      if (this.room !== room) return;
      this.link = link;
      this.changed();
    };
    const troubled = (trouble: RoomTrouble) => () => {
      for (const { onTrouble } of this.listeners) onTrouble?.(trouble);
    };
    room
      .on(RoomEvent.ParticipantPermissionsChanged, () => {
        if (this.room === room && this.link !== "connecting") this.local.permit(mayPublish(room));
      })
      .on(RoomEvent.LocalAudioSilenceDetected, troubled("silence"))
      .on(RoomEvent.TrackSubscriptionFailed, troubled("subscription"))
      .on(RoomEvent.Connected, linked("up"))
      .on(RoomEvent.Reconnected, linked("up"))
      .on(RoomEvent.SignalReconnecting, linked("resuming"))
      .on(RoomEvent.Reconnecting, linked("restarting"))
      .on(RoomEvent.Disconnected, (reason) => {
        if (this.room !== room) return;
        const wasTrying = this.link === "connecting";
        this.link = "down";
        this.local.unplug();
        this.changed();
        // A first connection that fails tells so by rejecting.
        if (!wasTrying) for (const { onDown } of this.listeners) onDown?.(downReason(reason));
      });
  }

  private tell = (notice: RoomNotice) => {
    for (const { onNotice } of this.listeners) onNotice?.(notice);
  };

  /** LiveKit tells many things in one breath; they make one new snapshot. */
  private changed = () => {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      this.snapshot = this.look(this.snapshot);
      for (const changed of this.changes) changed();
    });
  };

  private look(before: RoomSnapshot | null): RoomSnapshot {
    const { local, room, link } = this;
    const isLive = room !== null && (link === "up" || link === "resuming");
    const device = (kind: DeviceKind) => ({
      on: local.isOn(kind),
      busy: local.busy.has(kind),
      deviceId: local.deviceId(kind),
    });
    return {
      link,
      people: [...this.others(isLive ? room : null, before), this.self(before)],
      sounds: isLive ? soundsOf(room.remoteParticipants.values()) : [],
      canPlaySound: room === null || link !== "up" || room.canPlaybackAudio,
      microphone: device("microphone"),
      camera: { ...device("camera"), facing: local.facing },
      speakerDeviceId: this.speaker,
      sharing: local.sharing,
      mayPublish: local.permitted,
    };
  }

  /** Without a live room: those who were there when we last saw it. */
  private others(room: Room | null, before: RoomSnapshot | null): Person[] {
    const known = before?.people.filter(({ isSelf }) => !isSelf) ?? [];
    if (room === null) return known;
    const people = new Map<string, Person>();
    for (const participant of room.remoteParticipants.values()) {
      const pid = participant.attributes.pid;
      const person = personOf(
        participant,
        known.find(({ id }) => id === pid),
      );
      if (person !== null && person.id !== this.grant.participant_id) people.set(person.id, person);
    }
    return [...people.values()];
  }

  private self(before: RoomSnapshot | null): Person {
    const { local, room, grant } = this;
    const participant = room?.state === ConnectionState.Connected ? room.localParticipant : null;
    const screen = local.screenTrack;
    const now: Person = {
      id: grant.participant_id,
      name: grant.name,
      role: grant.role,
      isSelf: true,
      joinedAt: participant?.joinedAt?.getTime() ?? 0,
      camera: local.camera !== null && local.isOn("camera") ? pictureOf(local.camera) : null,
      micOn: local.isOn("microphone"),
      screen: screen === null ? null : pictureOf(screen as Parameters<typeof pictureOf>[0]),
      heldBack: grant.role !== "viewer" && !local.permitted,
      speaking: participant?.isSpeaking ?? false,
      quality: participant === null ? "unknown" : qualityOf(participant),
    };
    const last = before?.people.find(({ isSelf }) => isSelf);
    return last !== undefined && isSame(last, now) ? last : now;
  }
}

/** As the server's last word is. */
function mayPublish(room: Room): boolean {
  return room.localParticipant.permissions?.canPublish ?? true;
}

function within(ms: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    // A good-bye that failed is a good-bye: the socket closes either way.
    work.then(done, done);
  });
}
