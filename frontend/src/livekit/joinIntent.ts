import type { LocalAudioTrack, LocalVideoTrack } from "livekit-client";
import type { JoinGrant } from "../api/shapes";

/** How somebody enters: seen and heard, heard only, or neither. What may be published is the grant's business. */
export type JoinMode = "video" | "audio" | "listen";

/**
 * What the lobby hands to the call. The tracks are those of the preview, already running: the call publishes them and
 * owns them from then on (it stops them). Null means off, or not there.
 */
export interface JoinIntent {
  mode: JoinMode;
  grant: JoinGrant;
  camera: LocalVideoTrack | null;
  microphone: LocalAudioTrack | null;
  /** Chosen devices, also of tracks that are off: the ones to open when somebody turns them on in the call. */
  cameraDeviceId: string | null;
  microphoneDeviceId: string | null;
  /** Where sound comes out; null is the system's default. */
  speakerDeviceId: string | null;
}
