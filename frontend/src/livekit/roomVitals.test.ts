import { ConnectionQuality, type Room } from "livekit-client";
import { describe, expect, it } from "vitest";
import { countedIn, measure } from "./roomVitals";

const stats = [
  { id: "T1", type: "transport", selectedCandidatePairId: "CP2" },
  { id: "CP1", type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 9 },
  { id: "CP2", type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.042 },
  { id: "LC", type: "local-candidate", address: "203.0.113.7" },
  { id: "OA", type: "outbound-rtp", kind: "audio", packetsSent: 500, bytesSent: 40_000 },
  { id: "OV", type: "outbound-rtp", kind: "video", packetsSent: 2_000, bytesSent: 2_000_000 },
  { id: "RA", type: "remote-inbound-rtp", localId: "OA", packetsLost: 3 },
  {
    id: "IA",
    type: "inbound-rtp",
    kind: "audio",
    packetsReceived: 480,
    packetsLost: 20,
    bytesReceived: 38_000,
    jitter: 0.004,
  },
  {
    id: "IV",
    type: "inbound-rtp",
    kind: "video",
    packetsReceived: 1_900,
    packetsLost: 0,
    bytesReceived: 1_800_000,
    jitter: 0.5,
  },
];

describe("the counters of a connection", () => {
  it("are read stream by stream, and what was lost of one's own is the server's word", () => {
    const counted = countedIn(stats);

    expect(counted.rttMs).toBeCloseTo(42);
    expect(counted.jitterMs).toBe(4);
    expect(counted.sent).toEqual(
      new Map([
        ["OA", { packets: 500, lost: 3, bytes: 40_000 }],
        ["OV", { packets: 2_000, lost: 0, bytes: 2_000_000 }],
      ]),
    );
    expect(counted.received.get("IA")).toEqual({ packets: 480, lost: 20, bytes: 38_000 });
  });

  it("hold no address", () => {
    const counted = countedIn(stats);
    expect(JSON.stringify([counted, ...counted.sent, ...counted.received])).not.toContain("203.0.113.7");
  });

  it("take the agreed paths where the browser does not say which one is in use", () => {
    const pairs = stats.filter(({ type }) => type === "candidate-pair");
    expect(countedIn([...pairs, { id: "CP3", type: "candidate-pair", currentRoundTripTime: 20 }]).rttMs).toBe(
      9_000,
    );
  });

  it("are nothing where the browser counts nothing", () => {
    expect(countedIn([])).toEqual({ rttMs: null, jitterMs: null, sent: new Map(), received: new Map() });
  });
});

describe("a look at LiveKit's client", () => {
  const pc = (...reported: { id: string }[]) => {
    const report = new Map(reported.map((stat) => [stat.id, stat]));
    return { getStats: async () => report };
  };
  const clientWith = (pcManager: unknown, sid = "PA_jonas") =>
    ({
      localParticipant: { sid, connectionQuality: ConnectionQuality.Poor },
      engine: { pcManager },
    }) as unknown as Room;

  it("asks each peer connection once", async () => {
    const vitals = await measure(
      clientWith({ publisher: pc(...stats.slice(0, 7)), subscriber: pc(...stats.slice(7)) }),
    );

    expect(vitals).toMatchObject({ sid: "PA_jonas", quality: "weak", jitterMs: 4 });
    expect(vitals?.received.size).toBe(2);
  });

  it("manages with one for both ways", async () => {
    const vitals = await measure(clientWith({ publisher: pc(...stats) }));
    expect([vitals?.sent.size, vitals?.received.size]).toEqual([2, 2]);
  });

  it("sees nothing before there is a connection", async () => {
    expect(await measure(clientWith(undefined))).toBeNull();
    expect(await measure(clientWith({ publisher: pc() }, ""))).toBeNull();
  });
});
