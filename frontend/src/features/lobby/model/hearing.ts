/** How many bars the meter has. */
export const BARS = 5;

/** Below this a microphone that is open and alive still gives a little noise. RMS of samples in -1 … 1. */
const FLOOR = 0.004;
/** Speech at an arm's length reaches about this with automatic gain. */
const CEILING = 0.16;
/** Heard as speech, not as a fan or a keyboard. */
const SPEECH = 0.012;
/** How long somebody may say nothing before we ask: reading the page takes this long anyway. */
export const SILENCE_MS = 6_000;

/** Loudness as bars 0 … BARS, on a logarithmic scale, as ears hear it. */
export function barsOf(rms: number): number {
  if (rms <= FLOOR) return 0;
  const share = Math.log(rms / FLOOR) / Math.log(CEILING / FLOOR);
  return Math.max(1, Math.min(BARS, Math.ceil(share * BARS)));
}

export function rmsOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** What we say about a microphone: nothing yet, "We hear you", or "We hear nothing". */
export type Hearing = { verdict: "listening" | "heard" | "silent"; since: number };

export function startHearing(now: number): Hearing {
  return { verdict: "listening", since: now };
}

/**
 * One measurement. Once heard stays heard: a microphone that worked does not stop working because somebody is quiet.
 * Returns the same object when nothing changed, so that nothing is drawn anew.
 */
export function hear(before: Hearing, rms: number, now: number): Hearing {
  if (before.verdict === "heard") return before;
  if (rms >= SPEECH) return { verdict: "heard", since: now };
  if (before.verdict === "listening" && now - before.since >= SILENCE_MS)
    return { verdict: "silent", since: now };
  return before;
}
