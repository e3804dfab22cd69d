import type { JoinMode } from "../../../livekit/joinIntent";
import type { DeviceState } from "./device";

/** What somebody will be to the others right after Join. */
export type Presence = "seen_and_heard" | "heard" | "seen" | "silent";

export interface Devices {
  camera: DeviceState;
  microphone: DeviceState;
}

/** A device that is still opening will be on: the words must not change twice while somebody reads them. */
function willWork(device: DeviceState): boolean {
  return device.status === "ready" || device.status === "opening";
}

export function presenceOf({ camera, microphone }: Devices): Presence {
  if (willWork(camera)) return willWork(microphone) ? "seen_and_heard" : "seen";
  return willWork(microphone) ? "heard" : "silent";
}

export interface Entering {
  /** What the filled button does and says. */
  main: "join" | "join_without_camera" | "join_without_microphone" | "join_to_listen";
  mode: JoinMode;
  /** Quieter ways beside it, in this order. */
  others: ("without_camera" | "retry_camera" | "retry_microphone" | "retry_both" | "listen")[];
}

/** Join says what it will do. Nobody must turn a device off first to enter without it. */
export function entering({ camera, microphone }: Devices): Entering {
  const others: Entering["others"] = [];
  if (camera.status === "failed") others.push(microphone.status === "failed" ? "retry_both" : "retry_camera");
  else if (microphone.status === "failed") others.push("retry_microphone");
  const presence = presenceOf({ camera, microphone });
  if (presence === "seen_and_heard") others.push("without_camera");
  if (presence !== "silent") others.push("listen");
  switch (presence) {
    case "seen_and_heard":
      return { main: "join", mode: "video", others };
    case "heard":
      return { main: "join_without_camera", mode: "audio", others };
    case "seen":
      return { main: "join_without_microphone", mode: "video", others };
    case "silent":
      return { main: "join_to_listen", mode: "listen", others };
  }
}
