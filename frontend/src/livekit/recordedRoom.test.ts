import { EventEmitter } from "node:events";
import { DisconnectReason, EngineEvent, type Room, RoomEvent, Track, VideoQuality } from "livekit-client";
import { beforeEach, describe, expect, it } from "vitest";
import { type RecordedRoom, recordedRoom, type Wish } from "./recordedRoom";

/** A publication as LiveKit's client keeps one, in the parts that we touch. */
class FakePublication {
  isMuted = false;
  isDesired = false;
  track: { kind: Track.Kind; attach: () => void; detach: () => void } | undefined;
  did: string[] = [];

  constructor(
    readonly source: Track.Source,
    readonly kind: Track.Kind = source === Track.Source.Microphone ? Track.Kind.Audio : Track.Kind.Video,
  ) {}
  setSubscribed(wanted: boolean) {
    this.isDesired = wanted;
    this.did.push(wanted ? "subscribe" : "unsubscribe");
  }
  setEnabled = (enabled: boolean) => void this.did.push(enabled ? "enable" : "disable");
  setVideoQuality = (quality: VideoQuality) => void this.did.push(VideoQuality[quality] as string);
  arrives() {
    this.track = { kind: this.kind, attach: () => undefined, detach: () => undefined };
  }
}

class FakeParticipant {
  isSpeaking = false;
  joinedAt = new Date(500);
  constructor(
    readonly identity: string,
    readonly publications: FakePublication[] = [],
  ) {}
  get trackPublications() {
    return new Map(this.publications.map((one, index) => [index, one]));
  }
  get audioTrackPublications() {
    return new Map(
      this.publications.filter(({ kind }) => kind === Track.Kind.Audio).map((one, index) => [index, one]),
    );
  }
  getTrackPublication = (source: Track.Source) => this.publications.find((one) => one.source === source);
}

class FakeClient extends EventEmitter {
  remoteParticipants = new Map<string, FakeParticipant>();
  localParticipant = { metadata: "" };
  engine = new EventEmitter();
  connected: unknown[] = [];
  gone = false;
  constructor(readonly options: Record<string, unknown>) {
    super();
  }
  connect = async (...given: unknown[]) => {
    this.connected = given;
    if (fails !== null) {
      this.emit(RoomEvent.Disconnected, DisconnectReason.JOIN_FAILURE);
      throw fails;
    }
    this.emit(RoomEvent.SignalConnected);
    this.emit(RoomEvent.Connected);
  };
  disconnect = async () => {
    this.gone = true;
  };
}

let clients: FakeClient[];
let fails: Error | null;
let room: RecordedRoom;
let downs: string[];
let news: number;

beforeEach(() => {
  clients = [];
  fails = null;
  downs = [];
  news = 0;
  room = recordedRoom((options) => {
    const made = new FakeClient(options as Record<string, unknown>);
    clients.push(made);
    return made as unknown as Room;
  });
  room.listen({
    onDown: (reason) => void downs.push(reason),
    onNews: () => {
      news += 1;
    },
  });
});

const client = () => clients[clients.length - 1] as FakeClient;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Into a call where these are, all of whom are admitted but `eve`. */
async function connectTo(...people: FakeParticipant[]): Promise<void> {
  await room.connect("ws://lk.test", "egress");
  await become(...people);
  room.admit(new Set(people.map(({ identity }) => identity).filter((identity) => identity !== "eve")));
  await settle();
}

async function become(...people: FakeParticipant[]): Promise<void> {
  client().remoteParticipants = new Map(people.map((one) => [one.identity, one]));
  client().emit(RoomEvent.ParticipantConnected);
  await settle();
}

const camera = () => new FakePublication(Track.Source.Camera);
const microphone = () => new FakePublication(Track.Source.Microphone);
const identities = () => room.getSnapshot().people.map(({ identity }) => identity);

describe("connecting", () => {
  it("asks for nothing of anybody: who may be received is not known yet", async () => {
    const picture = camera();
    await room.connect("ws://lk.test", "egress");
    await become(new FakeParticipant("n", [picture]));

    expect(client().connected).toEqual([
      "ws://lk.test",
      "egress",
      expect.objectContaining({ autoSubscribe: false }),
    ]);
    expect(picture.did).toEqual([]);
    expect(identities()).toEqual([]);
    expect(room.getSnapshot().up).toBe(true);
  });

  it("rejects where it does not work, and tells nobody that the line went down", async () => {
    fails = new Error("requested room does not exist");
    await expect(room.connect("ws://lk.test", "egress")).rejects.toThrow("does not exist");
    expect(downs).toEqual([]);
  });

  it("again leaves the connection before", async () => {
    await room.connect("ws://lk.test", "egress");
    await room.connect("ws://lk.test", "egress");
    expect(clients.map(({ gone }) => gone)).toEqual([true, false]);
  });
});

describe("who is received", () => {
  it("is everybody who is admitted, with all that they offer", async () => {
    const offers = [camera(), microphone(), new FakePublication(Track.Source.ScreenShare)];
    await connectTo(new FakeParticipant("n", offers));
    expect(offers.map(({ did }) => did)).toEqual([["subscribe"], ["subscribe"], ["subscribe"]]);
    expect(identities()).toEqual(["n"]);
  });

  it("is nobody else: not seen, not heard, not even sent here", async () => {
    const offers = [camera(), microphone()];
    await connectTo(new FakeParticipant("eve", offers));
    for (const offer of offers) offer.arrives(); // whatever a server sends unasked
    client().emit(RoomEvent.TrackSubscribed);
    await settle();
    expect(offers.flatMap(({ did }) => did)).toEqual([]);
    expect(room.getSnapshot()).toMatchObject({ people: [], sounds: [] });
  });

  it("tells who is there all the same, and whether they offer something", async () => {
    await connectTo(new FakeParticipant("eve", [camera()]), new FakeParticipant("n"));
    expect([...room.getSnapshot().present]).toEqual([
      ["eve", true],
      ["n", false],
    ]);
  });

  it("is somebody's new picture as soon as they offer it", async () => {
    const nadia = new FakeParticipant("n");
    await connectTo(nadia);
    const picture = camera();
    nadia.publications.push(picture);
    client().emit(RoomEvent.TrackPublished);
    await settle();
    expect(picture.did).toEqual(["subscribe"]);
  });

  it("is nobody any more who is not admitted any more", async () => {
    const offers = [camera(), microphone()];
    await connectTo(new FakeParticipant("n", offers));
    for (const offer of offers) offer.arrives();
    room.admit(new Set());
    await settle();
    expect(offers.map(({ did }) => did.at(-1))).toEqual(["unsubscribe", "unsubscribe"]);
    expect(room.getSnapshot()).toMatchObject({ people: [], sounds: [] });
  });

  it("is asked for once, not again with each thing that happens", async () => {
    const picture = camera();
    await connectTo(new FakeParticipant("n", [picture]));
    client().emit(RoomEvent.ActiveSpeakersChanged);
    await settle();
    expect(picture.did).toEqual(["subscribe"]);
  });
});

describe("how somebody stands there", () => {
  it("is with picture, microphone and speech", async () => {
    const [picture, voice] = [camera(), microphone()];
    const nadia = new FakeParticipant("n", [picture, voice]);
    nadia.isSpeaking = true;
    await connectTo(nadia);
    expect(room.getSnapshot().awaited).toBe(1);
    picture.arrives();
    voice.arrives();
    client().emit(RoomEvent.TrackSubscribed);
    await settle();
    const snapshot = room.getSnapshot();
    expect(snapshot.people[0]).toMatchObject({ micOn: true, speaking: true, screen: null });
    expect(snapshot.people[0]?.camera).not.toBeNull();
    expect(snapshot.sounds).toHaveLength(1);
    expect(snapshot.awaited).toBe(0);
  });

  it("is muted and without a picture where both are off, and nothing is waited for", async () => {
    const [picture, voice] = [camera(), microphone()];
    for (const one of [picture, voice]) Object.assign(one, { isMuted: true });
    await connectTo(new FakeParticipant("n", [picture, voice]));
    expect(room.getSnapshot()).toMatchObject({ awaited: 0, people: [{ camera: null, micOn: false }] });
  });
});

describe("how well a picture is wanted", () => {
  const wish = (id: string, how: Wish) => room.wish(new Map([[id, how]]));

  it("is told when it changes, and only then", async () => {
    const picture = camera();
    const nadia = new FakeParticipant("n", [picture]);
    await connectTo(nadia);
    picture.arrives();
    client().emit(RoomEvent.TrackSubscribed);
    await settle();
    const id = room.getSnapshot().people[0]?.camera?.id as string;
    for (const how of ["large", "small", "small", "unseen", "unseen", "large"] as const) wish(id, how);
    expect(picture.did).toEqual(["subscribe", "enable", "MEDIUM", "disable", "enable", "HIGH"]);
  });

  it("is at its best for one that is not named", async () => {
    const picture = camera();
    await connectTo(new FakeParticipant("n", [picture]));
    picture.arrives();
    wish("another", "unseen");
    expect(picture.did).toEqual(["subscribe"]);
  });
});

describe("a line that breaks", () => {
  it("leaves everybody as they were, silent, until it is mended", async () => {
    const voice = microphone();
    await connectTo(new FakeParticipant("n", [voice]));
    voice.arrives();
    client().emit(RoomEvent.TrackSubscribed);
    await settle();
    client().emit(RoomEvent.Reconnecting);
    client().remoteParticipants = new Map();
    await settle();
    expect(room.getSnapshot()).toMatchObject({ up: false, sounds: [] });
    expect(identities()).toEqual(["n"]);
    client().emit(RoomEvent.Reconnected);
    await settle();
    expect(room.getSnapshot().up).toBe(true);
    expect(identities()).toEqual([]);
  });

  it.each([
    [DisconnectReason.ROOM_DELETED, "deleted"],
    [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
    [DisconnectReason.DUPLICATE_IDENTITY, "duplicate"],
    [DisconnectReason.SERVER_SHUTDOWN, "unexpected"],
    [undefined, "unexpected"],
  ])("for good says why: %s is %s", async (reason, kind) => {
    await connectTo();
    client().emit(RoomEvent.Disconnected, reason);
    expect(downs).toEqual([kind]);
  });

  it("of a connection that was left says nothing", async () => {
    await connectTo();
    const left = client();
    await room.leave();
    left.emit(RoomEvent.Disconnected, DisconnectReason.ROOM_DELETED);
    expect(downs).toEqual([]);
  });
});

describe("what the server says", () => {
  it("to this egress is its metadata", async () => {
    await connectTo();
    client().localParticipant.metadata = '{"layout":"grid"}';
    client().emit(RoomEvent.ParticipantMetadataChanged);
    await settle();
    expect(room.getSnapshot().metadata).toBe('{"layout":"grid"}');
  });

  const packet = (topic: string, sender = "") => ({
    participantSid: "",
    participantIdentity: sender,
    value: {
      case: "user",
      value: { topic, payload: new Uint8Array(), participantSid: "", participantIdentity: sender },
    },
  });

  it("about the recording and about consent is news, and nothing else", async () => {
    await connectTo();
    for (const topic of ["rooms.recording", "rooms.consent", "rooms.chat", "other"])
      client().engine.emit(EngineEvent.DataPacketReceived, packet(topic));
    expect(news).toBe(2);
  });

  it("is not what a participant says", async () => {
    await connectTo();
    client().engine.emit(EngineEvent.DataPacketReceived, packet("rooms.consent", "eve"));
    expect(news).toBe(0);
  });
});
