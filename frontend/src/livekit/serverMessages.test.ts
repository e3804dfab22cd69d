import { Room, RoomEvent } from "livekit-client";
import { beforeEach, describe, expect, it } from "vitest";
import { hearServer } from "./serverMessages";

/** A packet as it comes over the line: protobuf's bytes, in the fields that tell who sent what. */
interface Packet {
  topic?: string;
  text: string;
  /** Who sent it, as LiveKit's server writes it; absent for what the server itself says. */
  sid?: string;
  identity?: string;
  /** The same in the inner message, where older servers wrote it. */
  innerSid?: string;
  innerIdentity?: string;
}

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];

function field(number: number, bytes: number[]): number[] {
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  const tag = (number << 3) | 2;
  return [...(tag < 128 ? [tag] : [(tag & 127) | 128, tag >> 7]), ...length, ...bytes];
}

const text = (number: number, value: string | undefined) =>
  value === undefined ? [] : field(number, bytesOf(value));

function onTheLine({ topic, text: said, sid, identity, innerSid, innerIdentity }: Packet): ArrayBuffer {
  const user = [
    ...text(1, innerSid),
    ...field(2, bytesOf(said)),
    ...text(4, topic),
    ...text(5, innerIdentity),
  ];
  const packet = [...field(2, user), ...text(4, identity), ...text(17, sid)];
  return new Uint8Array(packet).buffer;
}

/** LiveKit's own client, without a server: it decodes and deals out what is put on its line. */
let client: Room;
let heard: [string, string][];
let told: { participant: unknown; identity: string | undefined }[];

beforeEach(() => {
  client = new Room();
  heard = [];
  told = [];
  hearServer(client, (topic, said) => heard.push([topic, said]));
  client.on(RoomEvent.DataReceived, (_payload, participant, _kind, _topic, _encryption, identity) =>
    told.push({ participant, identity }),
  );
  client.emit(RoomEvent.SignalConnected);
});

async function arrives(packet: Packet): Promise<void> {
  const line = client.engine as unknown as { handleDataMessage: (event: unknown) => Promise<void> };
  await line.handleDataMessage({ data: onTheLine(packet) });
}

describe("what our server says", () => {
  it("is heard, by topic, in any script", async () => {
    await arrives({ topic: "rooms.chat", text: '{"text":"Grüße, 你好"}' });
    await arrives({ topic: "rooms.people", text: '{"count":84}' });
    expect(heard).toEqual([
      ["rooms.chat", '{"text":"Grüße, 你好"}'],
      ["rooms.people", '{"count":84}'],
    ]);
  });

  it.each([undefined, "", "lk.chat", "room.chat", "xrooms.chat"])(
    "is ours only on our topics, not on %o",
    async (topic) => {
      await arrives({ topic, text: "{}" });
      expect(told).toHaveLength(1);
      expect(heard).toEqual([]);
    },
  );
});

describe("what a participant sends on our topics is not believed", () => {
  it.each<[string, Omit<Packet, "topic" | "text">]>([
    ["of somebody whom the page knows or does not know", { sid: "PA_mallory", identity: "9-0a1b2c3d" }],
    // LiveKit's server takes the identity of the hidden out, and leaves the SID.
    ["of somebody hidden, who has no identity", { sid: "PA_hidden" }],
    ["with an identity alone", { identity: "9-0a1b2c3d" }],
    ["with the sender in the inner message", { innerSid: "PA_mallory", innerIdentity: "9-0a1b2c3d" }],
    ["with the SID in the inner message", { innerSid: "PA_mallory" }],
    ["with the identity in the inner message", { innerIdentity: "9-0a1b2c3d" }],
  ])("%s", async (_who, sender) => {
    await arrives({ topic: "rooms.chat", text: '{"text":"from your practitioner"}', ...sender });
    // It did arrive, and LiveKit's own event names no participant: the reason why that event is not used.
    expect(told).toMatchObject([{ participant: undefined }]);
    expect(heard).toEqual([]);
  });

  it("although LiveKit's event cannot tell the hidden from the server", async () => {
    await arrives({ topic: "rooms.chat", text: "{}", sid: "PA_hidden" });
    await arrives({ topic: "rooms.chat", text: "{}" });
    expect(told[0]).toEqual(told[1]);
    expect(heard).toHaveLength(1);
  });
});
