import { describe, expect, it } from "vitest";
import { abilities, browserFamily, supportOf, systemFamily } from "./browser";

const CHROME_WINDOWS =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
const EDGE = `${CHROME_WINDOWS} Edg/140.0`;
const FIREFOX_LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI_MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/140.0 Mobile/15E148 Safari/604.1";
const ANDROID =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36";

describe("help is written for", () => {
  it.each([
    [CHROME_WINDOWS, 0, "chromium", "windows"],
    [EDGE, 0, "chromium", "windows"],
    [FIREFOX_LINUX, 0, "firefox", "other"],
    [SAFARI_MAC, 0, "safari", "mac"],
    [SAFARI_MAC, 5, "ios", "ios"],
    [IPHONE, 5, "ios", "ios"],
    [ANDROID, 5, "chromium", "android"],
  ])("%s with %d touch points: %s on %s", (userAgent, touch, browser, system) => {
    expect(browserFamily(userAgent, touch)).toBe(browser);
    expect(systemFamily(userAgent, touch)).toBe(system);
  });
});

describe("a browser", () => {
  const modern = { secure: true, peerConnection: true, transceivers: true, mediaDevices: true };

  it("that can do everything is fine", () => {
    expect(supportOf(modern)).toBe("ok");
  });

  it("without WebRTC, or with an early form of it, is too old", () => {
    expect(supportOf({ ...modern, peerConnection: false, transceivers: false })).toBe("old");
    expect(supportOf({ ...modern, transceivers: false })).toBe("old");
    expect(supportOf({ ...modern, mediaDevices: false })).toBe("old");
  });

  it("that hides its devices from an address without encryption is not to blame", () => {
    expect(supportOf({ ...modern, secure: false, mediaDevices: false })).toBe("insecure");
  });

  it("is looked at without loading anything", () => {
    class Early {}
    class Modern {
      addTransceiver() {}
    }
    const scope = (peer: unknown, media: unknown) =>
      ({ isSecureContext: true, RTCPeerConnection: peer, navigator: { mediaDevices: media } }) as Window &
        typeof globalThis;
    expect(supportOf(abilities(scope(undefined, undefined)))).toBe("old");
    expect(supportOf(abilities(scope(Early, { getUserMedia: () => undefined })))).toBe("old");
    expect(supportOf(abilities(scope(Modern, { getUserMedia: () => undefined })))).toBe("ok");
  });
});
