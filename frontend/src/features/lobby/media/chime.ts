import { playWav, wavOf } from "../../../ui/tone";

/** Two notes, a fifth apart: easily told from the sounds of a computer. */
const NOTES = [
  { from: 0, hertz: 523.25 },
  { from: 0.28, hertz: 783.99 },
];
const SECONDS = 1.3;

/** The sound of the speaker test. */
export function chimeWav(): ArrayBuffer {
  return wavOf(NOTES, SECONDS);
}

/** Plays the chime through one speaker, or the system's. Resolves when it is over, to false if it could not be played. */
export function playChime(speakerId: string | null): Promise<boolean> {
  return playWav(chimeWav(), speakerId);
}
