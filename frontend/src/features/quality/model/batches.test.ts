import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addIncident, addSample, type Batches, cut, NOTHING, reportOf, settle } from "./batches";
import type { Sample } from "./sample";

const sampleAt = (began: number, changes: Partial<Sample> = {}): Sample => ({
  began,
  ended: began + 5_000,
  grade: "good",
  rttMs: 40,
  jitterMs: 3,
  sentLoss: 0,
  receivedLoss: 0,
  sentKbps: 1_000,
  receivedKbps: 1_000,
  ...changes,
});

const fill = (batches: Batches, number: number, sid = "PA_one") =>
  Array.from({ length: number }, (_, index) => sampleAt(index * 5_000)).reduce(
    (all, sample) => addSample(all, sid, sample),
    batches,
  );

describe("a batch", () => {
  it("is half a minute of samples", () => {
    expect(fill(NOTHING, 5).waiting).toEqual([]);
    const [batch] = fill(NOTHING, 6).waiting;
    expect(batch).toMatchObject({ sid: "PA_one", number: 1 });
    expect(batch?.samples).toHaveLength(6);
  });

  it("keeps its number and what is in it until the server has it", () => {
    const full = fill(NOTHING, 6);
    const [first] = full.waiting;
    const later = fill(full, 6);

    expect(later.waiting[0]).toBe(first);
    expect(later.waiting.map(({ number }) => number)).toEqual([1, 2]);
    expect(settle(later, later.waiting[0] as never).waiting.map(({ number }) => number)).toEqual([2]);
  });

  it("is of one connection, and each counts from one", () => {
    const two = cut(fill(fill(NOTHING, 8), 2, "PA_two"));
    expect(two.waiting.map(({ sid, number, samples }) => [sid, number, samples.length])).toEqual([
      ["PA_one", 1, 6],
      ["PA_one", 2, 2],
      ["PA_two", 1, 2],
    ]);
  });

  it("takes what happened along, also without a sample", () => {
    const happened = addIncident(fill(NOTHING, 6), { kind: "silence", at: 1 });
    expect(cut(happened).waiting[1]).toMatchObject({ samples: [], incidents: [{ kind: "silence", at: 1 }] });
  });

  it("waits for a connection to belong to", () => {
    const early = cut(addIncident(NOTHING, { kind: "device_error", at: 1 }));
    expect(early.waiting).toEqual([]);
    expect(cut(fill(early, 1)).waiting[0]?.incidents).toHaveLength(1);
  });

  it("is none where there is nothing to say", () => {
    expect(cut(NOTHING).waiting).toEqual([]);
    expect(cut(cut(fill(NOTHING, 1))).waiting).toHaveLength(1);
  });
});

describe("a server that is silent", () => {
  it("is told of the last five minutes", () => {
    const waiting = fill(NOTHING, 6 * 15).waiting;
    expect(waiting.map(({ number }) => number)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it("never makes a batch larger", () => {
    const noisy = Array.from({ length: 100 }).reduce<Batches>(
      (all) => addIncident(all, { kind: "reconnecting", at: 0 }),
      NOTHING,
    );
    expect(noisy.incidents).toHaveLength(20);
  });
});

describe("a report", () => {
  it("counts back from now", () => {
    const [batch] = cut(addIncident(fill(NOTHING, 1), { kind: "reconnected", at: 4_000 })).waiting;
    expect(reportOf(batch as never, 31_440)).toEqual({
      visit_sid: "PA_one",
      batch: 1,
      samples: [
        {
          seconds_ago: 31.4,
          seconds: 5,
          grade: "good",
          rtt_ms: 40,
          jitter_ms: 3,
          sent_loss_percent: 0,
          received_loss_percent: 0,
          sent_kbps: 1_000,
          received_kbps: 1_000,
        },
      ],
      events: [{ kind: "reconnected", seconds_ago: 27.4 }],
    });
  });

  it("stays inside what the server takes, whatever the browser counts", () => {
    const number = fc.oneof(fc.double(), fc.constant(null));
    fc.assert(
      fc.property(number, number, number, fc.integer(), (rttMs, sentLoss, sentKbps, now) => {
        const [batch] = cut(addSample(NOTHING, "PA_one", sampleAt(0, { rttMs, sentLoss, sentKbps }))).waiting;
        const [sample] = reportOf(batch as never, now).samples ?? [];
        const inside = (value: number | null | undefined, most: number) =>
          value === null || value === undefined || (value >= 0 && value <= most);
        expect(inside(sample?.rtt_ms, 60_000)).toBe(true);
        expect(inside(sample?.sent_loss_percent, 100)).toBe(true);
        expect(inside(sample?.sent_kbps, 1_000_000)).toBe(true);
        expect(inside(sample?.seconds_ago, 900)).toBe(true);
      }),
    );
  });

  it("is short", () => {
    const [batch] = fill(NOTHING, 6).waiting;
    expect(JSON.stringify(reportOf(batch as never, 30_000)).length).toBeLessThan(1_500);
  });
});
