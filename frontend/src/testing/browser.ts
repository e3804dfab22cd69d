import { afterEach, beforeEach, vi } from "vitest";
import { FakeComputer } from "./media";

/** How loud it is at the computer: 0 is silence, 0.1 is speech. */
export const loudness = { now: 0.1 };

class RoomToneContext {
  state = "running";
  createAnalyser = () => ({
    fftSize: 0,
    getFloatTimeDomainData: (samples: Float32Array) => samples.fill(loudness.now),
    // LiveKit listens to its own microphone in bytes, of which 128 is silence.
    getByteTimeDomainData: (samples: Uint8Array) => samples.fill(128 + 127 * loudness.now),
    connect: () => undefined,
    disconnect: () => undefined,
  });
  createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
  resume = async () => undefined;
  close = async () => undefined;
}

class Transceiving {
  addTransceiver(): void {}
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

/**
 * What a browser has and jsdom has not: devices, permissions, WebRTC, sound. Gives each test of the file a fresh
 * computer with one device of each kind, everything allowed.
 */
export function atComputer(): { computer: FakeComputer } {
  const desk = { computer: new FakeComputer() };
  beforeEach(() => {
    desk.computer = new FakeComputer();
    loudness.now = 0.1;
    window.localStorage.clear();
    window.sessionStorage.clear();
    define(navigator, "mediaDevices", desk.computer);
    define(navigator, "permissions", {
      query: ({ name }: { name: "camera" | "microphone" }) => desk.computer.permission(name),
    });
    vi.stubGlobal("RTCPeerConnection", Transceiving);
    vi.stubGlobal("AudioContext", RoomToneContext);
    vi.stubGlobal(
      "MediaStream",
      class {
        constructor(readonly tracks: unknown[] = []) {}
        getTracks = () => this.tracks;
      },
    );
  });
  afterEach(() => vi.unstubAllGlobals());
  return desk;
}
