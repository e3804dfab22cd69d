/** How camera and microphone are opened, in the preview as in the call: 720p, and what makes speech clear. */
export function cameraConstraints(deviceId: string | null): MediaTrackConstraints {
  return {
    ...chosen(deviceId),
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30 },
  };
}

export function microphoneConstraints(deviceId: string | null): MediaTrackConstraints {
  return { ...chosen(deviceId), echoCancellation: true, noiseSuppression: true, autoGainControl: true };
}

/** "ideal", not "exact": a remembered device that is unplugged today must not keep somebody out. */
function chosen(deviceId: string | null): MediaTrackConstraints {
  return deviceId === null ? {} : { deviceId: { ideal: deviceId } };
}
