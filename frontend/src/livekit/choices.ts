/** What somebody chose the last time, on this device and in this browser. */
export interface DeviceChoices {
  cameraOn: boolean;
  microphoneOn: boolean;
  cameraId: string | null;
  microphoneId: string | null;
  speakerId: string | null;
}

const KEY = "rooms.devices";

export const FIRST_CHOICES: DeviceChoices = {
  cameraOn: true,
  microphoneOn: true,
  cameraId: null,
  microphoneId: null,
  speakerId: null,
};

/** Storage that may be forbidden (private windows, blocked cookies) or full: then choices last as long as the page. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

export function readChoices(): DeviceChoices {
  const text = storage()?.getItem(KEY);
  if (text == null) return FIRST_CHOICES;
  const stored = parse(text);
  return {
    cameraOn: flag(stored.cameraOn, FIRST_CHOICES.cameraOn),
    microphoneOn: flag(stored.microphoneOn, FIRST_CHOICES.microphoneOn),
    cameraId: id(stored.cameraId),
    microphoneId: id(stored.microphoneId),
    speakerId: id(stored.speakerId),
  };
}

/** Keeps what is given, leaves the rest. The call uses it, too, so that a reload comes back as one was. */
export function rememberChoices(changes: Partial<DeviceChoices>): void {
  try {
    storage()?.setItem(KEY, JSON.stringify({ ...readChoices(), ...changes }));
  } catch (error) {
    // Quota: a preference is not worth an error.
    if (!(error instanceof DOMException)) throw error;
  }
}

function parse(text: string): Partial<Record<keyof DeviceChoices, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const flag = (value: unknown, otherwise: boolean) => (typeof value === "boolean" ? value : otherwise);
const id = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
