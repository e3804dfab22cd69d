import { describe, expect, it } from "vitest";
import type { Flow, Vitals } from "../../../livekit/room";
import { type Look, lostBetween, sampleBetween } from "./sample";

const flow = (packets: number, lost = 0, bytes = packets * 100): Flow => ({ packets, lost, bytes });

function look(at: number, changes: Partial<Vitals> = {}): Look {
  const vitals: Vitals = {
    sid: "PA_jonas",
    quality: "good",
    rttMs: 40,
    jitterMs: 3,
    sent: new Map(),
    received: new Map(),
    ...changes,
  };
  return { at, vitals };
}

describe("a sample", () => {
  it("is what passed between two looks", () => {
    const before = look(0, { sent: new Map([["a", flow(100)]]), received: new Map([["b", flow(100, 10)]]) });
    const after = look(5_000, {
      quality: "weak",
      sent: new Map([["a", flow(1_100, 70)]]),
      received: new Map([["b", flow(1_000, 110)]]),
    });

    expect(sampleBetween(before, after)).toEqual({
      began: 0,
      ended: 5_000,
      grade: "weak",
      rttMs: 40,
      jitterMs: 3,
      sentLoss: 7,
      receivedLoss: 10,
      sentKbps: 160,
      receivedKbps: 144,
    });
  });

  it("counts a stream that began in between from its beginning, and none that ended", () => {
    const before = look(0, { sent: new Map([["camera", flow(90_000, 5_000)]]) });
    const after = look(5_000, { sent: new Map([["screen", flow(200, 4)]]) });

    expect(sampleBetween(before, after)).toMatchObject({ sentLoss: 2, sentKbps: 32 });
  });

  it("never has less than nothing: browsers take losses back", () => {
    const before = look(0, { received: new Map([["a", flow(100, 50)]]) });
    const after = look(5_000, { received: new Map([["a", flow(200, 40)]]) });

    expect(sampleBetween(before, after)?.receivedLoss).toBe(0);
  });

  it("leaves out what it cannot tell", () => {
    const few = look(5_000, { received: new Map([["a", flow(10, 9)]]) });

    expect(sampleBetween(look(0, { rttMs: null }), few)).toMatchObject({
      sentLoss: null,
      sentKbps: null,
      receivedLoss: null,
      receivedKbps: 1.6,
    });
  });

  it.each([
    ["of two connections", look(0), look(5_000, { sid: "PA_next" })],
    ["across a sleep", look(0), look(60_000)],
    ["backwards", look(5_000), look(0)],
  ])("is none %s", (_, before, after) => {
    expect(sampleBetween(before, after)).toBeNull();
  });
});

describe("a line that was being built anew", () => {
  it("is lost, without numbers", () => {
    expect(lostBetween(0, 5_000)).toMatchObject({ grade: "lost", rttMs: null, sentLoss: null });
  });

  it("is nothing across a sleep", () => {
    expect(lostBetween(0, 60_000)).toBeNull();
    expect(lostBetween(5, 5)).toBeNull();
  });
});
