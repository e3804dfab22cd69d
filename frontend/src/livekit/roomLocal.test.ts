import { EventEmitter } from "node:events";
import type { LocalAudioTrack, LocalParticipant, LocalTrack, LocalVideoTrack } from "livekit-client";
import { TrackEvent } from "livekit-client";
import { beforeEach, describe, expect, it } from "vitest";
import type { RoomNotice } from "./room";
import { LocalMedia } from "./roomLocal";

/** A track as the SDK keeps one, in the parts that we touch. */
class FakeTrack extends EventEmitter {
  isMuted = false;
  stopped = false;
  mediaStreamTrack = { readyState: "live", label: "Built-in", getSettings: () => ({ deviceId: "built-in" }) };
  restarts = 0;
  async mute() {
    this.isMuted = true;
    this.emit(TrackEvent.Muted);
  }
  async unmute() {
    this.isMuted = false;
    this.emit(TrackEvent.Unmuted);
  }
  async restartTrack() {
    this.restarts += 1;
    this.mediaStreamTrack.readyState = "live";
  }
  async setDeviceId() {}
  stop() {
    this.stopped = true;
  }
}

/** One connection: remembers what was published over it. */
class FakeLine {
  published: unknown[] = [];
  refuse: Error | null = null;
  async publishTrack(track: LocalTrack) {
    if (this.refuse !== null) throw this.refuse;
    this.published.push(track);
  }
}

const asLine = (line: FakeLine) => line as unknown as LocalParticipant;

let microphone: FakeTrack;
let camera: FakeTrack;
let notices: RoomNotice[];
let local: LocalMedia;

beforeEach(() => {
  microphone = new FakeTrack();
  camera = new FakeTrack();
  notices = [];
  local = new LocalMedia(
    {
      microphone: microphone as unknown as LocalAudioTrack,
      camera: camera as unknown as LocalVideoTrack,
      cameraDeviceId: null,
      microphoneDeviceId: null,
    },
    () => undefined,
    (notice) => notices.push(notice),
  );
});

describe("the previewed tracks", () => {
  it("are the ones that are published: no second question by the browser", async () => {
    const line = new FakeLine();
    await local.publishAll(asLine(line));
    expect(line.published).toEqual([microphone, camera]);
  });

  it("are published again over the next connection, with what was off still off", async () => {
    await local.publishAll(asLine(new FakeLine()));
    await local.set("microphone", false);
    local.unplug();
    const next = new FakeLine();
    await local.publishAll(asLine(next));
    expect(next.published).toEqual([microphone, camera]);
    expect(local.isOn("microphone")).toBe(false);
    expect(microphone.stopped).toBe(false);
  });

  it("leave a camera that is off unpublished: it holds no picture", async () => {
    await local.set("camera", false);
    const line = new FakeLine();
    await local.publishAll(asLine(line));
    expect(line.published).toEqual([microphone]);
    expect(camera.stopped).toBe(true);
  });

  it("are opened anew where the device ended while the line was down", async () => {
    camera.mediaStreamTrack.readyState = "ended";
    const line = new FakeLine();
    await local.publishAll(asLine(line));
    expect(camera.restarts).toBe(1);
    expect(line.published).toContain(camera);
  });

  it("and where that is not possible it is said, and the rest goes out all the same", async () => {
    camera.mediaStreamTrack.readyState = "ended";
    camera.restartTrack = () => Promise.reject(new Error("unplugged"));
    const line = new FakeLine();
    await local.publishAll(asLine(line));
    expect(notices).toEqual([{ kind: "gone", device: "camera" }]);
    expect(line.published).toEqual([microphone]);
    expect(local.isOn("camera")).toBe(false);
  });
});

describe("turning on and off", () => {
  it("works while there is no connection at all", async () => {
    await local.set("microphone", false);
    expect(local.isOn("microphone")).toBe(false);
    await local.set("microphone", true);
    expect(local.isOn("microphone")).toBe(true);
  });

  it("is one change at a time", async () => {
    let done: () => void = () => undefined;
    camera.mute = () =>
      new Promise((resolve) => {
        done = resolve;
      });
    const first = local.set("camera", false);
    expect(local.busy.has("camera")).toBe(true);
    await local.set("camera", true);
    done();
    await first;
    expect(local.busy.has("camera")).toBe(false);
  });

  it("that fails says why, and the other device is not touched", async () => {
    camera.unmute = () => Promise.reject(Object.assign(new Error("in use"), { name: "NotReadableError" }));
    camera.isMuted = true;
    await local.set("camera", true);
    expect(notices).toEqual([{ kind: "problem", device: "camera", problem: "busy" }]);
    expect(local.isOn("microphone")).toBe(true);
  });
});

describe("a device that vanishes", () => {
  it("and is replaced: the new one is named", () => {
    microphone.emit(TrackEvent.Ended);
    microphone.mediaStreamTrack.label = "Headset";
    microphone.emit(TrackEvent.Restarted);
    expect(notices).toEqual([{ kind: "replaced", device: "microphone", label: "Headset" }]);
  });

  it("and is not: it is off, and that is said", async () => {
    camera.emit(TrackEvent.Ended);
    await camera.mute();
    expect(notices).toEqual([{ kind: "gone", device: "camera" }]);
    expect(local.isOn("camera")).toBe(false);
  });

  it("is not what happens when somebody only mutes, or chooses another", async () => {
    await local.set("microphone", false);
    await local.set("microphone", true);
    microphone.emit(TrackEvent.Restarted);
    expect(notices).toEqual([]);
  });
});

it("stops everything at once and for good", async () => {
  local.stop();
  expect([microphone.stopped, camera.stopped]).toEqual([true, true]);
  await local.set("camera", true);
  expect(local.isOn("camera")).toBe(false);
});

it("says when the server does not take a track, unless the line itself broke", async () => {
  const line = new FakeLine();
  line.refuse = new Error("insufficient permissions");
  await local.publishAll(asLine(line));
  expect(notices).toEqual([
    { kind: "problem", device: "microphone", problem: "failed" },
    { kind: "problem", device: "camera", problem: "failed" },
  ]);
  notices.length = 0;
  const publishing = local.publishAll(asLine(line));
  local.unplug();
  await publishing;
  expect(notices).toEqual([]);
});

describe("while the server lets nothing out", () => {
  it("the lights go out, and nothing is published", async () => {
    const line = new FakeLine();
    local.permit(false);
    expect([microphone.stopped, camera.stopped]).toEqual([true, true]);
    expect([local.isOn("microphone"), local.isOn("camera"), local.permitted]).toEqual([false, false, false]);
    await local.publishAll(asLine(line));
    expect(line.published).toEqual([]);
  });

  it("nothing can be turned on or shown", async () => {
    local.permit(false);
    await local.set("camera", true);
    await local.share();
    expect([local.isOn("camera"), local.sharing]).toEqual([false, false]);
    expect(notices).toEqual([]);
  });

  it("a publication that it refuses in the same moment is no trouble with the device", async () => {
    const line = new FakeLine();
    line.refuse = new Error("insufficient permissions");
    const publishing = local.publishAll(asLine(line));
    local.permit(false);
    await publishing;
    expect(notices).toEqual([]);
  });

  it("and lets it out again, nothing comes on by itself", () => {
    local.permit(false);
    local.permit(true);
    expect([local.permitted, local.isOn("microphone"), local.isOn("camera")]).toEqual([true, false, false]);
  });
});
