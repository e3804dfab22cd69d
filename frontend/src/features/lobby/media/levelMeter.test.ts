import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SILENCE_MS } from "../model/hearing";
import { LevelMeter } from "./levelMeter";

class FakeAnalyser {
  fftSize = 0;
  level = 0;
  getFloatTimeDomainData(samples: Float32Array) {
    samples.fill(this.level);
  }
}

class FakeContext {
  state: AudioContextState = "running";
  analyser = new FakeAnalyser();
  createAnalyser = () => this.analyser;
  createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
  resume = async () => {
    this.state = "running";
  };
  close = async () => {
    this.state = "closed";
  };
}

let context: FakeContext;
let meter: LevelMeter;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", class {});
  context = new FakeContext();
  meter = new LevelMeter({} as MediaStreamTrack, () => context as unknown as AudioContext);
});

afterEach(() => {
  meter.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the level", () => {
  it("rises when somebody speaks, and says that it is heard", () => {
    context.analyser.level = 0.1;
    vi.advanceTimersByTime(100);
    expect(meter.getSnapshot()).toMatchObject({ verdict: "heard" });
    expect(meter.getSnapshot().bars).toBeGreaterThan(2);
  });

  it("says that nothing is heard after a while of nothing", () => {
    vi.advanceTimersByTime(SILENCE_MS + 500);
    expect(meter.getSnapshot()).toEqual({ bars: 0, verdict: "silent" });
  });

  it("tells its listeners of changes only", () => {
    const told = vi.fn();
    meter.subscribe(told);
    context.analyser.level = 0.1;
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveBeenCalledTimes(1);
  });
});

describe("a context that the browser keeps asleep", () => {
  it("blames no microphone", () => {
    context.state = "suspended";
    vi.advanceTimersByTime(2 * SILENCE_MS);
    expect(meter.getSnapshot().verdict).toBe("listening");
  });

  it("wakes at the first touch", () => {
    context.state = "suspended";
    document.dispatchEvent(new Event("pointerdown"));
    expect(context.state).toBe("running");
  });
});

it("stops measuring for good", () => {
  meter.stop();
  context.analyser.level = 0.1;
  vi.advanceTimersByTime(1_000);
  expect(meter.getSnapshot().verdict).toBe("listening");
  expect(context.state).toBe("closed");
});
