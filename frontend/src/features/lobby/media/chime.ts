const RATE = 22_050;
/** Two notes, a fifth apart: easily told from the sounds of a computer. */
const NOTES = [
  { from: 0, hertz: 523.25 },
  { from: 0.28, hertz: 783.99 },
];
const SECONDS = 1.3;

function sampleAt(seconds: number): number {
  let sum = 0;
  for (const { from, hertz } of NOTES) {
    const t = seconds - from;
    if (t < 0) continue;
    const attack = Math.min(1, t / 0.01);
    sum += attack * Math.exp(-4 * t) * Math.sin(2 * Math.PI * hertz * t);
  }
  return Math.max(-1, Math.min(1, sum * 0.4));
}

/** The sound of the speaker test as a WAV file (16 bit, mono). Made here, so nothing is loaded and nothing licensed. */
export function chimeWav(): ArrayBuffer {
  const count = Math.floor(RATE * SECONDS);
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
  for (let i = 0; i < count; i += 1) view.setInt16(44 + i * 2, Math.round(sampleAt(i / RATE) * 32_767), true);
  return view.buffer;
}

/** Safari has no choice of speaker on a page. */
export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

/** Plays the chime through one speaker, or the system's. Resolves when it is over, to false if it could not be played. */
export async function playChime(speakerId: string | null): Promise<boolean> {
  const address = URL.createObjectURL(new Blob([chimeWav()], { type: "audio/wav" }));
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
