export type DeviceKind = "camera" | "microphone";

/** Why a device does not work. Each has words and help of its own. */
export type DeviceFailure =
  | "denied" // the person, or a policy, said no to this page
  | "dismissed" // the question was closed without an answer; asking again asks again
  | "system" // the browser may not use it: the operating system's privacy settings
  | "missing" // there is none
  | "busy" // another program has it
  | "other";

export type DeviceState =
  | { status: "off" }
  | { status: "opening" }
  | { status: "ready"; deviceId: string; label: string }
  | { status: "failed"; why: DeviceFailure };

export const OFF: DeviceState = { status: "off" };
export const OPENING: DeviceState = { status: "opening" };

export interface FailureContext {
  /** A device of this kind is listed, with or without its name. */
  listed: boolean;
  /** The permission as the browser tells it; null where it does not tell. */
  permission: PermissionState | null;
  /** Firefox calls a device that the system keeps from it "not found". */
  firefox: boolean;
}

/** What an error of getUserMedia means. `error` is a DOMException in browsers; anything else is "other". */
export function failureOf(error: unknown, { listed, permission, firefox }: FailureContext): DeviceFailure {
  const { name, message } = (error ?? {}) as { name?: string; message?: string };
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
      if (/system/i.test(message ?? "")) return "system";
      if (permission === "prompt" || /dismiss/i.test(message ?? "")) return "dismissed";
      // Allowed by the browser and refused all the same: only the system is left (Safari, Edge).
      return permission === "granted" ? "system" : "denied";
    case "NotFoundError":
    case "DevicesNotFoundError":
      return firefox && listed ? "system" : "missing";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    case "OverconstrainedError":
      return listed ? "other" : "missing";
    default:
      return "other";
  }
}

/**
 * Whether to try again without being asked, when the window gets focus or devices change. Never where that could open a
 * question: a page that asks by itself again and again is blocked for good by browsers and by people.
 */
export function mendsByItself(why: DeviceFailure, permission: PermissionState | null): boolean {
  if (why === "dismissed") return false;
  if (why === "denied") return permission === "granted";
  return permission !== "prompt";
}
