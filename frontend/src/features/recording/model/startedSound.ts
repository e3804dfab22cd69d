import { playWav, wavOf } from "../../../ui/tone";

/** Twice the same note, low and short: not the sound of the speaker test, and no voice. */
const NOTES = [
  { from: 0, hertz: 440 },
  { from: 0.22, hertz: 440 },
];
const SECONDS = 0.9;

/** Says that a recording has started, to whoever does not look. Resolves to false where it could not be played. */
export function playStarted(speakerId: string | null): Promise<boolean> {
  return playWav(wavOf(NOTES, SECONDS), speakerId);
}
