const RATE = 22_050;

/** One note of a sound: when it begins, in seconds, and how high it is. */
export interface Note {
  from: number;
  hertz: number;
}

function sampleAt(notes: readonly Note[], seconds: number): number {
  let sum = 0;
  for (const { from, hertz } of notes) {
    const t = seconds - from;
    if (t < 0) continue;
    const attack = Math.min(1, t / 0.01);
    sum += attack * Math.exp(-4 * t) * Math.sin(2 * Math.PI * hertz * t);
  }
  return Math.max(-1, Math.min(1, sum * 0.4));
}

/** Notes as a WAV file (16 bit, mono). Made here, so nothing is loaded and nothing licensed. */
export function wavOf(notes: readonly Note[], seconds: number): ArrayBuffer {
  const count = Math.floor(RATE * seconds);
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (at: number, letters: string) => {
    for (const [i, letter] of [...letters].entries()) view.setUint8(at + i, letter.charCodeAt(0));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + count * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, count * 2, true);
  for (let i = 0; i < count; i += 1)
    view.setInt16(44 + i * 2, Math.round(sampleAt(notes, i / RATE) * 32_767), true);
  return view.buffer;
}

/** Safari has no choice of speaker on a page. */
export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

/** Plays a WAV through one speaker, or the system's. Resolves when it is over, to false if it could not be played. */
export async function playWav(wav: ArrayBuffer, speakerId: string | null): Promise<boolean> {
  const address = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
  const audio = new Audio(address);
  try {
    if (speakerId !== null && canChooseSpeaker()) await audio.setSinkId(speakerId);
    const over = new Promise<boolean>((resolve) => {
      audio.addEventListener("ended", () => resolve(true));
      audio.addEventListener("error", () => resolve(false));
    });
    await audio.play();
    return await over;
  } catch (error) {
    // The speaker is gone (NotFoundError), refused, or the browser does not play: one answer for all.
    if (error instanceof DOMException) return false;
    throw error;
  } finally {
    URL.revokeObjectURL(address);
  }
}
