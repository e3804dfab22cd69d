import type { CallMemory } from "./callMemory";
import { cameraConstraints, microphoneConstraints } from "./capture";
import type { DeviceChoices } from "./choices";

export interface Reopened {
  camera: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
}

/**
 * Opens again what was on. Never rejects: whoever comes back to a call must get in, if need be without a camera that
 * another program has taken meanwhile; the call offers to turn it on again.
 */
export async function reopen(
  memory: CallMemory,
  choices: DeviceChoices,
  media: Pick<MediaDevices, "getUserMedia"> | undefined = navigator.mediaDevices,
): Promise<Reopened> {
  const none: Reopened = { camera: null, microphone: null };
  if (media === undefined) return none;
  const video = memory.camera ? { video: cameraConstraints(choices.cameraId) } : {};
  const audio = memory.microphone ? { audio: microphoneConstraints(choices.microphoneId) } : {};
  if (!memory.camera && !memory.microphone) return none;
  const both = await open(media, { ...video, ...audio });
  if (both !== null || !(memory.camera && memory.microphone)) return both ?? none;
  const microphone = await open(media, audio);
  const camera = await open(media, video);
  return { camera: camera?.camera ?? null, microphone: microphone?.microphone ?? null };
}

async function open(
  media: Pick<MediaDevices, "getUserMedia">,
  constraints: MediaStreamConstraints,
): Promise<Reopened | null> {
  try {
    const stream = await media.getUserMedia(constraints);
    return { camera: stream.getVideoTracks()[0] ?? null, microphone: stream.getAudioTracks()[0] ?? null };
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
