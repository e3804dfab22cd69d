export type BrowserFamily = "chromium" | "firefox" | "safari" | "ios";
export type SystemFamily = "mac" | "windows" | "android" | "ios" | "other";

/** Where help has to differ. Everything on an iPhone is Safari underneath. */
export function browserFamily(userAgent: string, touchPoints = 0): BrowserFamily {
  if (systemFamily(userAgent, touchPoints) === "ios") return "ios";
  if (/firefox\//i.test(userAgent)) return "firefox";
  if (/safari\//i.test(userAgent) && !/chrome|chromium|edg/i.test(userAgent)) return "safari";
  return "chromium";
}

export function systemFamily(userAgent: string, touchPoints = 0): SystemFamily {
  if (/iphone|ipad|ipod/i.test(userAgent)) return "ios";
  // An iPad calls itself a Mac; no Mac has a touch screen.
  if (/macintosh/i.test(userAgent)) return touchPoints > 1 ? "ios" : "mac";
  if (/android/i.test(userAgent)) return "android";
  if (/windows/i.test(userAgent)) return "windows";
  return "other";
}

export type Support = "ok" | "insecure" | "old";

export interface BrowserAbilities {
  secure: boolean;
  peerConnection: boolean;
  transceivers: boolean;
  mediaDevices: boolean;
}

/** Whether this browser can make video calls, without loading the library that makes them. */
export function supportOf({ secure, peerConnection, transceivers, mediaDevices }: BrowserAbilities): Support {
  if (!peerConnection || !transceivers) return "old";
  if (mediaDevices) return "ok";
  return secure ? "old" : "insecure";
}

export function abilities(scope: Window & typeof globalThis = window): BrowserAbilities {
  const peer = scope.RTCPeerConnection as typeof RTCPeerConnection | undefined;
  return {
    secure: scope.isSecureContext,
    peerConnection: peer !== undefined,
    transceivers: peer !== undefined && "addTransceiver" in peer.prototype,
    mediaDevices: typeof scope.navigator.mediaDevices?.getUserMedia === "function",
  };
}
