import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rememberChoices } from "../../../livekit/choices";
import { CAMERA, FakeComputer, HEADSET, MICROPHONE, WEBCAM } from "../../../testing/media";
import { Preview } from "./preview";

let computer: FakeComputer;
let scope: EventTarget;
let preview: Preview;

/** Jonas opens the lobby on this computer. */
function sitDown(at: FakeComputer = new FakeComputer(), { firefox = false } = {}): Preview {
  computer = at;
  scope = new EventTarget();
  preview = new Preview({ media: computer as never, permission: computer.permission, firefox, scope });
  return preview;
}

/** Lets everything that is under way come to rest. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const state = () => preview.getSnapshot();
const kindsAsked = () => computer.asked.map((constraints) => Object.keys(constraints).sort().join("+"));

beforeEach(() => window.localStorage.clear());
afterEach(() => preview.stop());

describe("opening", () => {
  it("asks once for both, and names what it found", async () => {
    await sitDown().start();
    expect(kindsAsked()).toEqual(["audio+video"]);
    expect(state().camera).toEqual({ status: "ready", deviceId: "cam-1", label: CAMERA.label });
    expect(state().microphone).toEqual({ status: "ready", deviceId: "mic-1", label: MICROPHONE.label });
    expect(state().devices.speakers).toEqual([{ id: "out-1", name: "MacBook Pro Speakers" }]);
  });

  it("says that it is opening until the browser has answered", async () => {
    sitDown();
    let answer = () => {};
    computer.gate = new Promise((resolve) => (answer = resolve));
    const started = preview.start();
    await settle();
    expect(state().camera.status).toBe("opening");
    answer();
    await started;
    expect(state().camera.status).toBe("ready");
  });

  it("can be waited for, and not for ever: the browser's question may stay unanswered", async () => {
    sitDown();
    let answer = () => {};
    computer.gate = new Promise((resolve) => (answer = resolve));
    const started = preview.start();
    await settle();
    await preview.settled(1);
    expect(state().camera.status).toBe("opening");
    const ready = preview.settled(60_000);
    answer();
    await ready;
    expect(state().camera.status).toBe("ready");
    await preview.settled(60_000);
    await started;
  });

  it("takes the devices of the last time", async () => {
    rememberChoices({ cameraId: WEBCAM.deviceId });
    sitDown();
    computer.devices.push(WEBCAM);
    await preview.start();
    expect(state().camera).toMatchObject({ deviceId: WEBCAM.deviceId });
  });

  it("leaves off what was off the last time, and does not ask for it", async () => {
    rememberChoices({ cameraOn: false });
    await sitDown().start();
    expect(kindsAsked()).toEqual(["audio"]);
    expect(state().camera.status).toBe("off");
  });

  it("asks for nothing where somebody only watches", async () => {
    await sitDown().start({ devices: false });
    expect(computer.asked).toEqual([]);
    expect(state().devices.speakers).toHaveLength(1);
  });
});

describe("one device that fails", () => {
  it("does not cost the other", async () => {
    sitDown();
    computer.breaks("video", "NotReadableError");
    await preview.start();
    expect(state().camera).toEqual({ status: "failed", why: "busy" });
    expect(state().microphone.status).toBe("ready");
  });

  it("is blocked by the browser, the other is not", async () => {
    sitDown();
    computer.setPermission("audio", "denied");
    await preview.start();
    expect(state().microphone).toEqual({ status: "failed", why: "denied" });
    expect(state().camera.status).toBe("ready");
  });

  it("is not there", async () => {
    sitDown();
    computer.devices = [MICROPHONE];
    await preview.start();
    expect(state().camera).toEqual({ status: "failed", why: "missing" });
  });

  it("is kept back by the system, which Firefox calls not found", async () => {
    sitDown(new FakeComputer(), { firefox: true });
    computer.breaks("video", "NotFoundError");
    await preview.start();
    expect(state().camera).toEqual({ status: "failed", why: "system" });
  });

  it("is asked for again on demand, alone", async () => {
    sitDown();
    computer.breaks("video", "NotReadableError");
    await preview.start();
    computer.works("video");
    computer.asked = [];
    await preview.retry(["camera"]);
    expect(kindsAsked()).toEqual(["video"]);
    expect(state().camera.status).toBe("ready");
  });
});

describe("a question closed without an answer", () => {
  it("is not asked again by itself, neither at once nor when Jonas comes back to the page", async () => {
    sitDown(new FakeComputer("prompt"));
    computer.breaks("video", "NotAllowedError", "Permission dismissed");
    await preview.start();
    expect(state().camera).toEqual({ status: "failed", why: "dismissed" });
    expect(state().microphone).toEqual({ status: "failed", why: "dismissed" });
    scope.dispatchEvent(new Event("focus"));
    await settle();
    expect(kindsAsked()).toEqual(["audio+video"]);
  });

  it("is one question again when Jonas wants both after all", async () => {
    sitDown(new FakeComputer("prompt"));
    computer.breaks("video", "NotAllowedError", "Permission dismissed");
    await preview.start();
    computer.works("video");
    await preview.retry(["camera", "microphone"]);
    expect(kindsAsked()).toEqual(["audio+video", "audio+video"]);
    expect(state().camera.status).toBe("ready");
  });
});

describe("mending by itself", () => {
  it("happens when the browser's block is lifted", async () => {
    sitDown();
    computer.setPermission("video", "denied");
    await preview.start();
    expect(state().camera).toEqual({ status: "failed", why: "denied" });
    computer.setPermission("video", "granted");
    await settle();
    expect(state().camera.status).toBe("ready");
  });

  it("happens when a camera is plugged in", async () => {
    sitDown();
    computer.devices = [MICROPHONE];
    await preview.start();
    computer.plugIn(CAMERA);
    await settle();
    expect(state().camera.status).toBe("ready");
    expect(state().devices.cameras).toHaveLength(1);
  });

  it("happens when the other program was closed and Jonas comes back", async () => {
    sitDown();
    computer.breaks("audio", "NotReadableError");
    await preview.start();
    computer.works("audio");
    scope.dispatchEvent(new Event("focus"));
    await settle();
    expect(state().microphone.status).toBe("ready");
  });

  it("takes another microphone when the headset is pulled out", async () => {
    sitDown();
    computer.devices.push(HEADSET);
    await preview.start();
    await preview.pick("microphone", HEADSET.deviceId);
    computer.unplug(HEADSET);
    await settle();
    expect(state().microphone).toMatchObject({ status: "ready", deviceId: MICROPHONE.deviceId });
    expect(computer.live).toHaveLength(2);
  });

  it("opens no question when a permission is taken back in mid-preview", async () => {
    await sitDown().start();
    computer.asked = [];
    computer.setPermission("video", "prompt");
    computer.tracks.find((track) => track.kind === "video")?.unplug();
    await settle();
    expect(state().camera).toEqual({ status: "failed", why: "dismissed" });
    expect(computer.asked).toEqual([]);
  });
});

describe("switches", () => {
  it("turn the light off, not only the picture", async () => {
    await sitDown().start();
    await preview.turn("camera", false);
    expect(computer.live.map((track) => track.kind)).toEqual(["audio"]);
    expect(state().camera.status).toBe("off");
  });

  it("are remembered for the next time", async () => {
    await sitDown().start();
    await preview.turn("microphone", false);
    preview.pickSpeaker("out-7");
    const next = new Preview({
      media: computer as never,
      permission: computer.permission,
      firefox: false,
      scope,
    });
    expect(next.getSnapshot().choices).toMatchObject({
      microphoneOn: false,
      cameraOn: true,
      speakerId: "out-7",
    });
  });

  it("pressed twice in a hurry leave no second camera running", async () => {
    sitDown();
    let answer = () => {};
    computer.gate = new Promise((resolve) => (answer = resolve));
    const first = preview.start();
    await settle();
    const second = preview.turn("camera", false);
    answer();
    await Promise.all([first, second]);
    expect(state().camera.status).toBe("off");
    expect(computer.live.map((track) => track.kind)).toEqual(["audio"]);
  });

  it("another device replaces the first, whose light goes out", async () => {
    sitDown();
    computer.devices.push(WEBCAM);
    await preview.start();
    await preview.pick("camera", WEBCAM.deviceId);
    expect(state().camera).toMatchObject({ deviceId: WEBCAM.deviceId });
    expect(computer.live.filter((track) => track.kind === "video")).toHaveLength(1);
  });
});

describe("in the end", () => {
  it("the running tracks go to the call, which stops them", async () => {
    await sitDown().start();
    const { camera, microphone } = preview.release();
    preview.stop();
    expect([camera, microphone]).toEqual(computer.live);
    expect(computer.live).toHaveLength(2);
  });

  it("leaving the page turns everything off", async () => {
    await sitDown().start();
    preview.stop();
    expect(computer.live).toEqual([]);
  });

  it("an answer that comes after leaving is turned off at once", async () => {
    sitDown();
    let answer = () => {};
    computer.gate = new Promise((resolve) => (answer = resolve));
    const started = preview.start();
    await settle();
    preview.stop();
    answer();
    await started;
    expect(computer.live).toEqual([]);
  });

  it("nothing is watched any more", async () => {
    sitDown();
    computer.devices = [MICROPHONE];
    await preview.start();
    preview.stop();
    computer.asked = [];
    computer.plugIn(CAMERA);
    scope.dispatchEvent(new Event("focus"));
    await settle();
    expect(computer.asked).toEqual([]);
  });
});
