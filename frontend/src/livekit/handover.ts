import { LocalAudioTrack, LocalVideoTrack, Track } from "livekit-client";

/**
 * Makes LiveKit's tracks of those that the preview opened. They count as opened by LiveKit (`userProvidedTrack` false):
 * it may release and reopen them, on mute and on a change of device, with the same device.
 */
export function toLocalVideo(track: MediaStreamTrack): LocalVideoTrack {
  const local = new LocalVideoTrack(track, constraintsOf(track), false);
  local.source = Track.Source.Camera;
  return local;
}

export function toLocalAudio(track: MediaStreamTrack): LocalAudioTrack {
  const local = new LocalAudioTrack(track, constraintsOf(track), false);
  local.source = Track.Source.Microphone;
  return local;
}

function constraintsOf(track: MediaStreamTrack): MediaTrackConstraints {
  const { deviceId } = track.getSettings();
  return { ...track.getConstraints(), ...(deviceId === undefined ? {} : { deviceId }) };
}
