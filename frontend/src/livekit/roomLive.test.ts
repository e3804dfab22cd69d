import {
  ConnectionQuality,
  DisconnectReason,
  EngineEvent,
  type Room,
  RoomEvent,
  Track,
} from "livekit-client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { grantFor, sessionRoom } from "../testing/people";
import { FakeClient, FakeTrack } from "./clientFake";
import type { JoinIntent } from "./joinIntent";
import type { CallRoom } from "./room";
import { liveRoom } from "./roomLive";

const nadia = (publications: unknown[] = []) => ({
  name: "Dr. Nadia Rahman",
  attributes: { pid: "p-nadia", role: "host" },
  joinedAt: new Date(500),
  isSpeaking: false,
  connectionQuality: ConnectionQuality.Good,
  getTrackPublication: (source: Track.Source) =>
    (publications as { source: Track.Source }[]).find((one) => one.source === source),
  audioTrackPublications: new Map(publications.map((one, index) => [index, one])),
});

let clients: FakeClient[];
let next: Partial<FakeClient>;
let camera: FakeTrack;
let microphone: FakeTrack;
let room: CallRoom;
let downs: string[];

beforeEach(() => {
  clients = [];
  next = {};
  downs = [];
  camera = new FakeTrack();
  microphone = new FakeTrack();
  const intent = {
    mode: "video",
    grant: grantFor(sessionRoom()),
    camera,
    microphone,
    cameraDeviceId: null,
    microphoneDeviceId: null,
    speakerDeviceId: "hall",
  } as unknown as JoinIntent;
  room = liveRoom(intent, (options) => {
    const client = Object.assign(new FakeClient(options), next);
    clients.push(client);
    return client as unknown as Room;
  });
  room.listen({ onDown: (reason) => downs.push(reason), onNotice: () => undefined });
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const client = () => clients[clients.length - 1] as FakeClient;
const names = () => room.getSnapshot().people.map(({ name }) => name);

async function comeIn(): Promise<FakeClient> {
  await room.connect("ws://livekit", "token");
  client().remoteParticipants.set("nadia", nadia());
  client().emit(RoomEvent.ParticipantConnected);
  await settle();
  return client();
}

describe("before anything is asked of it", () => {
  it("does nothing, and shows oneself from the grant and the preview", () => {
    expect(clients).toEqual([]);
    const { people, link } = room.getSnapshot();
    expect(link).toBe("down");
    expect(people).toMatchObject([{ id: "p-jonas", name: "Jonas Weber", isSelf: true, micOn: true }]);
    expect(people[0]?.camera).not.toBeNull();
  });
});

describe("a connection", () => {
  it("streams what is looked at, through the chosen speaker, and never stops our tracks by itself", async () => {
    await comeIn();
    expect(client().options).toMatchObject({
      adaptiveStream: true,
      dynacast: true,
      stopLocalTrackOnUnpublish: false,
      disconnectOnPageLeave: true,
      audioOutput: { deviceId: "hall" },
    });
  });

  it("publishes the previewed tracks and shows who is there", async () => {
    await comeIn();
    expect(client().published).toEqual([microphone, camera]);
    expect(names()).toEqual(["Dr. Nadia Rahman", "Jonas Weber"]);
    expect(room.getSnapshot().link).toBe("up");
  });

  it("has pictures that nobody sees held back", async () => {
    const now = await comeIn();
    vi.useFakeTimers();
    const attach = vi.fn();
    const track = { kind: Track.Kind.Video, attachedElements: [], attach, detach: () => undefined };
    now.emit(RoomEvent.TrackSubscribed, track, { track });
    vi.runAllTimers();
    vi.useRealTimers();
    expect(attach).toHaveBeenCalledOnce();
  });

  it("shows nobody twice: an old connection of oneself is not another person", async () => {
    const now = await comeIn();
    now.remoteParticipants.set("jonas", { ...nadia(), attributes: { pid: "p-jonas", role: "participant" } });
    now.emit(RoomEvent.ParticipantConnected);
    await settle();
    expect(names()).toEqual(["Dr. Nadia Rahman", "Jonas Weber"]);
  });

  it("that fails rejects, and is told once, not a second time as a break", async () => {
    next = { fails: new Error("404") };
    await expect(room.connect("ws://livekit", "token")).rejects.toThrow("404");
    expect(downs).toEqual([]);
    expect([camera.stopped, microphone.stopped]).toEqual([false, false]);
  });

  it("tells many changes of one moment as one", async () => {
    const now = await comeIn();
    let told = 0;
    room.subscribe(() => {
      told += 1;
    });
    now.emit(RoomEvent.TrackMuted);
    now.emit(RoomEvent.ActiveSpeakersChanged);
    now.emit(RoomEvent.ConnectionQualityChanged);
    await settle();
    expect(told).toBe(1);
  });

  it("tells when the browser holds the sound back, and plays it on a press", async () => {
    const now = await comeIn();
    now.canPlaybackAudio = false;
    now.emit(RoomEvent.AudioPlaybackStatusChanged);
    await settle();
    expect(room.getSnapshot().canPlaySound).toBe(false);
    await room.startSound();
    expect(now.said).toContain("start audio");
  });
});

describe("a line that breaks", () => {
  it("keeps everybody as they last were, while LiveKit forgets them", async () => {
    const now = await comeIn();
    now.remoteParticipants.clear();
    now.emit(RoomEvent.ParticipantDisconnected);
    now.emit(RoomEvent.Reconnecting);
    await settle();
    expect(room.getSnapshot().link).toBe("restarting");
    expect(names()).toEqual(["Dr. Nadia Rahman", "Jonas Weber"]);
  });

  it("and is mended shows who is really there", async () => {
    const now = await comeIn();
    now.emit(RoomEvent.SignalReconnecting);
    await settle();
    expect(room.getSnapshot().link).toBe("resuming");
    now.remoteParticipants.clear();
    now.emit(RoomEvent.Reconnected);
    await settle();
    expect(names()).toEqual(["Jonas Weber"]);
  });

  it.each([
    [DisconnectReason.SERVER_SHUTDOWN, "unexpected"],
    [DisconnectReason.ROOM_DELETED, "deleted"],
    [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
    [DisconnectReason.DUPLICATE_IDENTITY, "duplicate"],
  ])("for good tells why (%i: %s), and leaves our tracks on", async (reason, expected) => {
    (await comeIn()).emit(RoomEvent.Disconnected, reason);
    expect(downs).toEqual([expected]);
    expect([camera.stopped, microphone.stopped]).toEqual([false, false]);
  });

  it("is replaced by a new client, and the old one is not listened to any more", async () => {
    const old = await comeIn();
    await comeIn();
    expect(clients).toHaveLength(2);
    expect(old.said).toContain("disconnect false");
    expect(client().published).toEqual([microphone, camera]);
    old.emit(RoomEvent.Disconnected, DisconnectReason.DUPLICATE_IDENTITY);
    old.emit(RoomEvent.Reconnecting);
    await settle();
    expect(downs).toEqual([]);
    expect(room.getSnapshot().link).toBe("up");
  });
});

describe("what our server says into the call", () => {
  const says = (client: FakeClient, topic: string, text: string, sid = "") => {
    const value = {
      topic,
      payload: new TextEncoder().encode(text),
      participantSid: "",
      participantIdentity: "",
    };
    const packet = { participantSid: sid, participantIdentity: "", value: { case: "user", value } };
    client.engine.emit(EngineEvent.DataPacketReceived, packet);
  };
  let heard: string[];

  beforeEach(() => {
    heard = [];
    room.listen({
      onDown: () => undefined,
      onNotice: () => undefined,
      onServerMessage: (topic, text) => heard.push(`${topic} ${text}`),
    });
  });

  it("comes to whoever listens, in any state of the line", async () => {
    const now = await comeIn();
    says(now, "rooms.chat", "{}");
    now.emit(RoomEvent.SignalReconnecting);
    says(now, "rooms.people", '{"count":2}');
    expect(heard).toEqual(["rooms.chat {}", 'rooms.people {"count":2}']);
  });

  it("never from a participant", async () => {
    says(await comeIn(), "rooms.chat", "{}", "PA_mallory");
    expect(heard).toEqual([]);
  });

  it("over the line in use, once, and not over the one before", async () => {
    const old = await comeIn();
    const now = await comeIn();
    says(old, "rooms.chat", "old");
    says(now, "rooms.chat", "now");
    expect(heard).toEqual(["rooms.chat now"]);
  });
});

describe("leaving", () => {
  it("stops every track before it says good-bye, and disconnects with true", async () => {
    const now = await comeIn();
    const leaving = room.leave();
    expect([camera.stopped, microphone.stopped]).toEqual([true, true]);
    await leaving;
    expect(now.said).toContain("disconnect true");
    expect(downs).toEqual([]);
  });

  it("does not wait for a server that does not answer", async () => {
    next = { disconnect: () => new Promise(() => undefined) };
    await comeIn();
    const began = Date.now();
    await room.leave();
    expect(Date.now() - began).toBeLessThan(3_000);
  });
});

it("hears everybody while the line is up, and nobody's ghost after it", async () => {
  const now = await comeIn();
  now.remoteParticipants.set("nadia", nadia([{ source: Track.Source.Microphone, track: new FakeTrack() }]));
  now.emit(RoomEvent.TrackSubscribed, { kind: Track.Kind.Audio });
  await settle();
  expect(room.getSnapshot().sounds).toHaveLength(1);
  now.emit(RoomEvent.Disconnected, DisconnectReason.SERVER_SHUTDOWN);
  await settle();
  expect(room.getSnapshot().sounds).toEqual([]);
});

describe("warming the way up", () => {
  it("asks ahead of the connection, with one client for as often as it is needed", async () => {
    room.warmUp("ws://livekit");
    room.warmUp("ws://livekit");
    await settle();
    expect(clients.map(({ said }) => said)).toEqual([["warm up ws://livekit", "warm up ws://livekit"]]);
  });

  it("never fails: whether it worked shows when the call connects", async () => {
    next = { prepareConnection: () => Promise.reject(new Error("offline")) };
    expect(() => room.warmUp("ws://livekit")).not.toThrow();
    await settle();
  });
});

it("says what goes wrong without anybody being told, and measures only while there is a connection", async () => {
  const troubles: string[] = [];
  room.listen({ onTrouble: (trouble) => troubles.push(trouble) });
  expect(await room.measure()).toBeNull();
  const line = await comeIn();

  line.emit(RoomEvent.LocalAudioSilenceDetected);
  line.emit(RoomEvent.TrackSubscriptionFailed);

  expect(troubles).toEqual(["silence", "subscription"]);
});
