import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { canChooseSpeaker } from "../../../ui/tone";
import { chimeWav, playChime } from "./chime";

describe("the chime", () => {
  const bytes = new DataView(chimeWav());
  const letters = (at: number, count: number) =>
    Array.from({ length: count }, (_, i) => String.fromCharCode(bytes.getUint8(at + i))).join("");

  it("is a WAV file whose header tells its true length", () => {
    expect(letters(0, 4)).toBe("RIFF");
    expect(letters(8, 8)).toBe("WAVEfmt ");
    expect(letters(36, 4)).toBe("data");
    expect(bytes.getUint32(4, true)).toBe(bytes.byteLength - 8);
    expect(bytes.getUint32(40, true)).toBe(bytes.byteLength - 44);
  });

  it("can be heard, begins and ends softly, and is never cut off", () => {
    const samples = Array.from({ length: (bytes.byteLength - 44) / 2 }, (_, i) =>
      bytes.getInt16(44 + i * 2, true),
    );
    const loudest = Math.max(...samples.map(Math.abs));
    expect(loudest).toBeGreaterThan(6_000);
    expect(loudest).toBeLessThan(32_767);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(200);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(1_500);
  });
});

describe("playing it", () => {
  let sink: string | null;
  let refuse: DOMException | null;
  const played: HTMLMediaElement[] = [];

  beforeEach(() => {
    sink = null;
    refuse = null;
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: () => "blob:chime", revokeObjectURL: () => undefined }),
    );
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(async function (this: HTMLMediaElement) {
      if (refuse !== null) throw refuse;
      played.push(this);
      setTimeout(() => this.dispatchEvent(new Event("ended")), 1);
    });
    Object.assign(HTMLMediaElement.prototype, {
      setSinkId: async (id: string) => {
        sink = id;
      },
    });
  });

  afterEach(() => {
    delete (HTMLMediaElement.prototype as { setSinkId?: unknown }).setSinkId;
    vi.unstubAllGlobals();
  });

  it("goes through the chosen speaker", async () => {
    expect(await playChime("out-1")).toBe(true);
    expect(sink).toBe("out-1");
  });

  it("goes where the system says, without a choice", async () => {
    expect(await playChime(null)).toBe(true);
    expect(sink).toBeNull();
  });

  it("plays in Safari, which has no choice", async () => {
    delete (HTMLMediaElement.prototype as { setSinkId?: unknown }).setSinkId;
    expect(canChooseSpeaker()).toBe(false);
    expect(await playChime("out-1")).toBe(true);
  });

  it("says when the speaker is gone", async () => {
    refuse = new DOMException("gone", "NotFoundError");
    expect(await playChime("out-1")).toBe(false);
  });
});
