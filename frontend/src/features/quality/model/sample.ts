import type { Flow, Quality, Vitals } from "../../../livekit/room";

/** Some seconds of the own connection. Null is what was not measured. */
export interface Sample {
  /** When it began and ended, by the device's clock: only differences of it leave the page. */
  began: number;
  ended: number;
  grade: Quality;
  rttMs: number | null;
  jitterMs: number | null;
  /** Percent of the packets. */
  sentLoss: number | null;
  receivedLoss: number | null;
  sentKbps: number | null;
  receivedKbps: number | null;
}

/** A connection's counters, and when they were looked at. */
export interface Look {
  at: number;
  vitals: Vitals;
}

/** Fewer packets say nothing about a loss. */
const FEWEST_PACKETS = 20;
/** A device that slept for longer than this was in no call meanwhile. */
export const LONGEST_MS = 20_000;

/** What happened between two looks at one connection; null where that cannot be said. */
export function sampleBetween(before: Look, after: Look): Sample | null {
  const ms = after.at - before.at;
  if (ms <= 0 || ms > LONGEST_MS || before.vitals.sid !== after.vitals.sid) return null;
  const sent = passed(before.vitals.sent, after.vitals.sent);
  const received = passed(before.vitals.received, after.vitals.received);
  const { quality, rttMs, jitterMs } = after.vitals;
  return {
    began: before.at,
    ended: after.at,
    grade: quality,
    rttMs,
    jitterMs,
    sentLoss: lossOf(sent.lost, sent.packets),
    // What was lost on the way here is not among what came.
    receivedLoss: lossOf(received.lost, received.packets + received.lost),
    sentKbps: after.vitals.sent.size === 0 ? null : (sent.bytes * 8) / ms,
    receivedKbps: after.vitals.received.size === 0 ? null : (received.bytes * 8) / ms,
  };
}

/** The line was being built anew: nothing came through, and there is nothing to count. */
export function lostBetween(began: number, ended: number): Sample | null {
  if (ended <= began || ended - began > LONGEST_MS) return null;
  const nothing = { rttMs: null, jitterMs: null, sentLoss: null, receivedLoss: null };
  return { began, ended, grade: "lost", ...nothing, sentKbps: null, receivedKbps: null };
}

/** Stream by stream: one that begins or ends in between must not look like packets that were lost or sent. */
function passed(before: ReadonlyMap<string, Flow>, after: ReadonlyMap<string, Flow>): Flow {
  const sum = { packets: 0, lost: 0, bytes: 0 };
  for (const [id, now] of after) {
    const was = before.get(id);
    sum.packets += Math.max(0, now.packets - (was?.packets ?? 0));
    sum.lost += Math.max(0, now.lost - (was?.lost ?? 0));
    sum.bytes += Math.max(0, now.bytes - (was?.bytes ?? 0));
  }
  return sum;
}

function lossOf(lost: number, all: number): number | null {
  return all < FEWEST_PACKETS ? null : Math.min(100, (100 * lost) / all);
}
