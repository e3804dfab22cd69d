import type { QualityEvent, QualityReport, QualitySample } from "../../../api/shapes";
import type { Sample } from "./sample";

export interface Incident {
  kind: QualityEvent["kind"];
  at: number;
}

/** What is sent in one go. It never changes once it has a number: the server counts each number once. */
interface Batch {
  sid: string;
  number: number;
  samples: readonly Sample[];
  incidents: readonly Incident[];
}

export interface Batches {
  /** The connection that is measured now; null before the first. */
  sid: string | null;
  /** Of the batch that is being filled; counts from 1 for each connection. */
  number: number;
  samples: readonly Sample[];
  incidents: readonly Incident[];
  /** Full and not yet taken by the server, oldest first. */
  waiting: readonly Batch[];
}

export const NOTHING: Batches = { sid: null, number: 1, samples: [], incidents: [], waiting: [] };

/** Half a minute of samples. */
const SAMPLES = 6;
const MOST_INCIDENTS = 20;
/** Five minutes of silence from the server; of what is older nobody will ask. */
const MOST_WAITING = 10;
/** The server believes no older times. */
const LONGEST_AGO_S = 900;

export function addSample(batches: Batches, sid: string, sample: Sample): Batches {
  const now = ofConnection(batches, sid);
  const samples = [...now.samples, sample];
  return samples.length < SAMPLES ? { ...now, samples } : cut({ ...now, samples });
}

export function addIncident(batches: Batches, incident: Incident): Batches {
  if (batches.incidents.length >= MOST_INCIDENTS) return batches;
  return { ...batches, incidents: [...batches.incidents, incident] };
}

/** Closes the batch that is being filled, if there is anything in it. */
export function cut(batches: Batches): Batches {
  const { sid, number, samples, incidents, waiting } = batches;
  // What happened before the first sample waits for it: it has no connection yet.
  if (sid === null || samples.length + incidents.length === 0) return batches;
  return {
    sid,
    number: number + 1,
    samples: [],
    incidents: [],
    waiting: [...waiting, { sid, number, samples, incidents }].slice(-MOST_WAITING),
  };
}

/** The server has it, or will never take it. */
export function settle(batches: Batches, batch: Batch): Batches {
  return { ...batches, waiting: batches.waiting.filter((one) => one !== batch) };
}

/** Another connection begins its own count. */
function ofConnection(batches: Batches, sid: string): Batches {
  if (batches.sid === sid) return batches;
  if (batches.sid === null) return { ...batches, sid };
  return { ...cut(batches), sid, number: 1 };
}

export function reportOf(batch: Batch, now: number): QualityReport {
  return {
    visit_sid: batch.sid,
    batch: batch.number,
    samples: batch.samples.map((sample) => shaped(sample, now)),
    events: batch.incidents.map(({ kind, at }) => ({ kind, seconds_ago: ago(at, now) })),
  };
}

function shaped(sample: Sample, now: number): QualitySample {
  return {
    seconds_ago: ago(sample.began, now),
    seconds: tidy((sample.ended - sample.began) / 1_000, 60, 1) ?? 0,
    grade: sample.grade,
    rtt_ms: tidy(sample.rttMs, 60_000),
    jitter_ms: tidy(sample.jitterMs, 60_000),
    sent_loss_percent: tidy(sample.sentLoss, 100, 1),
    received_loss_percent: tidy(sample.receivedLoss, 100, 1),
    sent_kbps: tidy(sample.sentKbps, 1_000_000),
    received_kbps: tidy(sample.receivedKbps, 1_000_000),
  };
}

function ago(at: number, now: number): number {
  return tidy((now - at) / 1_000, LONGEST_AGO_S, 1) ?? 0;
}

/** Short to write, and inside what the server takes. */
function tidy(value: number | null, most: number, digits = 0): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  return Number(Math.min(most, Math.max(0, value)).toFixed(digits));
}
