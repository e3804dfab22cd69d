export interface Device {
  id: string;
  /** Empty until the person has allowed something: browsers hide the names before. */
  name: string;
}

export interface DeviceList {
  cameras: Device[];
  microphones: Device[];
  speakers: Device[];
}

export const NO_DEVICES: DeviceList = { cameras: [], microphones: [], speakers: [] };

/** Chrome lists Windows' two roles as devices of their own; they are doubles of real ones. */
const DOUBLES = new Set(["communications"]);

export function sortDevices(
  found: readonly Pick<MediaDeviceInfo, "deviceId" | "kind" | "label">[],
): DeviceList {
  const of = (kind: MediaDeviceKind): Device[] =>
    found
      .filter((device) => device.kind === kind && device.deviceId !== "" && !DOUBLES.has(device.deviceId))
      .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
  return { cameras: of("videoinput"), microphones: of("audioinput"), speakers: of("audiooutput") };
}
