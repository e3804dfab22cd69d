import { barsOf, type Hearing, hear, rmsOf, startHearing } from "../model/hearing";

export interface LevelSnapshot {
  bars: number;
  verdict: Hearing["verdict"];
}

const EVERY_MS = 80;

/**
 * Measures one microphone. An external store that tells its listeners only when a bar or the verdict changes.
 *
 * Browsers keep a new AudioContext asleep until somebody touches the page: asleep it hears nothing, so nothing is
 * measured, and nobody is told that the microphone is silent.
 */
export class LevelMeter {
  readonly #listeners = new Set<() => void>();
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #touched = new AbortController();
  #hearing: Hearing | null = null;
  #snapshot: LevelSnapshot = { bars: 0, verdict: "listening" };

  constructor(track: MediaStreamTrack, makeContext: () => AudioContext = () => new AudioContext()) {
    this.#context = makeContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#timer = setInterval(() => this.#measure(samples), EVERY_MS);
    for (const event of ["pointerdown", "keydown"]) {
      document.addEventListener(event, () => void this.#context.resume(), { signal: this.#touched.signal });
    }
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getSnapshot = (): LevelSnapshot => this.#snapshot;

  stop(): void {
    clearInterval(this.#timer);
    this.#touched.abort();
    this.#source.disconnect();
    void this.#context.close();
  }

  #measure(samples: Float32Array<ArrayBuffer>): void {
    if (this.#context.state !== "running") return;
    const now = performance.now();
    this.#analyser.getFloatTimeDomainData(samples);
    const rms = rmsOf(samples);
    this.#hearing = hear(this.#hearing ?? startHearing(now), rms, now);
    const bars = barsOf(rms);
    const { verdict } = this.#hearing;
    if (bars === this.#snapshot.bars && verdict === this.#snapshot.verdict) return;
    this.#snapshot = { bars, verdict };
    for (const listener of this.#listeners) listener();
  }
}
