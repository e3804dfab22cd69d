import { cameraConstraints, microphoneConstraints } from "../../../livekit/capture";
import { type DeviceFailure, type DeviceKind, failureOf } from "../model/device";
import type { PermissionLookup } from "./permissions";

/** What opening needs from the browser; tests give their own. */
export interface MediaAccess {
  media: Pick<MediaDevices, "getUserMedia" | "enumerateDevices">;
  permission: PermissionLookup;
  firefox: boolean;
}

export type Opened = { ok: true; track: MediaStreamTrack } | { ok: false; why: DeviceFailure };

/** Preferred device ids of what is wanted; null means the system's default. */
export type Wanted = Partial<Record<DeviceKind, string | null>>;

/**
 * Opens camera, microphone or both. Both are asked for at once, so that there is one question; should that fail, each is
 * tried alone, so that a broken microphone does not cost the picture. Never rejects.
 */
export async function openDevices(
  wanted: Wanted,
  access: MediaAccess,
): Promise<Partial<Record<DeviceKind, Opened>>> {
  const { camera, microphone } = wanted;
  if (camera === undefined && microphone === undefined) return {};
  if (camera === undefined) return { microphone: await openOne("microphone", microphone ?? null, access) };
  if (microphone === undefined) return { camera: await openOne("camera", camera, access) };
  try {
    const stream = await access.media.getUserMedia(constraints({ camera, microphone }));
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    return { camera: opened(video), microphone: opened(audio) };
  } catch (error) {
    if (await questionWasClosed(error, access)) {
      const why = { ok: false, why: "dismissed" } as const;
      return { camera: why, microphone: why };
    }
    return {
      camera: await openOne("camera", camera, access),
      microphone: await openOne("microphone", microphone, access),
    };
  }
}

async function openOne(kind: DeviceKind, deviceId: string | null, access: MediaAccess): Promise<Opened> {
  try {
    const stream = await access.media.getUserMedia(constraints({ [kind]: deviceId }));
    return opened(stream.getTracks()[0]);
  } catch (error) {
    const permission = (await access.permission(kind))?.state ?? null;
    const listed = await isListed(kind, access);
    return { ok: false, why: failureOf(error, { permission, listed, firefox: access.firefox }) };
  }
}

/** Somebody closed the common question: asking for each device alone would open two more. */
async function questionWasClosed(error: unknown, access: MediaAccess): Promise<boolean> {
  if ((error as { name?: string } | null)?.name !== "NotAllowedError") return false;
  const states = await Promise.all([access.permission("camera"), access.permission("microphone")]);
  return states.every((status) => status?.state === "prompt");
}

async function isListed(kind: DeviceKind, { media }: MediaAccess): Promise<boolean> {
  const input = kind === "camera" ? "videoinput" : "audioinput";
  return (await media.enumerateDevices()).some((device) => device.kind === input);
}

function constraints({ camera, microphone }: Wanted): MediaStreamConstraints {
  return {
    ...(camera === undefined ? {} : { video: cameraConstraints(camera) }),
    ...(microphone === undefined ? {} : { audio: microphoneConstraints(microphone) }),
  };
}

function opened(track: MediaStreamTrack | undefined): Opened {
  return track === undefined ? { ok: false, why: "missing" } : { ok: true, track };
}
