import { describe, expect, it } from "vitest";
import { DeviceWatch } from "./roomDevices";

type Found = Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">;

class Computer extends EventTarget {
  constructor(public found: Found[]) {
    super();
  }
  enumerateDevices = async () => this.found as MediaDeviceInfo[];
}

const microphone: Found = { kind: "audioinput", deviceId: "m1", label: "Built-in" };
const camera: Found = { kind: "videoinput", deviceId: "c1", label: "" };
const speaker: Found = { kind: "audiooutput", deviceId: "s1", label: "Hall" };

async function watching(computer: Computer, speakers = true) {
  const watch = new DeviceWatch(computer as unknown as MediaDevices, speakers);
  const stop = watch.subscribe(() => undefined);
  await Promise.resolve();
  await Promise.resolve();
  return { watch, stop };
}

describe("the devices that there are", () => {
  it("are listed by kind, with the names that the browser tells", async () => {
    const { watch } = await watching(new Computer([microphone, camera, speaker]));
    expect(watch.getSnapshot()).toEqual({
      microphone: [{ id: "m1", name: "Built-in" }],
      camera: [{ id: "c1", name: "" }],
      speaker: [{ id: "s1", name: "Hall" }],
    });
  });

  it("leave out doubles, what the browser hides, and speakers where a page may not choose one", async () => {
    const double = { ...microphone, deviceId: "communications" };
    const hidden = { ...microphone, deviceId: "" };
    const { watch } = await watching(new Computer([double, hidden, microphone, speaker]), false);
    expect(watch.getSnapshot()).toEqual({
      microphone: [{ id: "m1", name: "Built-in" }],
      camera: [],
      speaker: [],
    });
  });

  it("change when one is plugged in, and are not watched when nobody looks", async () => {
    const computer = new Computer([microphone]);
    const { watch, stop } = await watching(computer);
    computer.found = [microphone, { ...microphone, deviceId: "m2", label: "Headset" }];
    computer.dispatchEvent(new Event("devicechange"));
    await Promise.resolve();
    await Promise.resolve();
    expect(watch.getSnapshot().microphone).toHaveLength(2);
    stop();
    computer.found = [];
    computer.dispatchEvent(new Event("devicechange"));
    await Promise.resolve();
    expect(watch.getSnapshot().microphone).toHaveLength(2);
  });

  it("are none where a page may not know of any", () => {
    const watch = new DeviceWatch(undefined);
    watch.subscribe(() => undefined);
    expect(watch.getSnapshot()).toEqual({ microphone: [], camera: [], speaker: [] });
  });
});
