import { expect, it } from "vitest";
import { FakeComputer, HEADSET } from "../testing/media";
import { FIRST_CHOICES } from "./choices";
import { reopen } from "./reopen";

const both = { camera: true, microphone: true };

it("what was on is opened at once, with the devices of before", async () => {
  const computer = new FakeComputer();
  computer.devices.push(HEADSET);
  const { camera, microphone } = await reopen(
    both,
    { ...FIRST_CHOICES, microphoneId: HEADSET.deviceId },
    computer,
  );
  expect(camera?.label).toBe("FaceTime HD Camera");
  expect(microphone?.label).toBe("AirPods Pro");
  expect(computer.asked).toHaveLength(1);
});

it("what was off stays off", async () => {
  const computer = new FakeComputer();
  expect(await reopen({ camera: false, microphone: false }, FIRST_CHOICES, computer)).toEqual({
    camera: null,
    microphone: null,
  });
  expect(computer.asked).toEqual([]);
});

it("a camera that is busy costs the camera alone", async () => {
  const computer = new FakeComputer();
  computer.breaks("video", "NotReadableError");
  const { camera, microphone } = await reopen(both, FIRST_CHOICES, computer);
  expect(camera).toBeNull();
  expect(microphone).not.toBeNull();
  expect(computer.live).toHaveLength(1);
});

it("a browser without devices gets in all the same", async () => {
  expect(await reopen(both, FIRST_CHOICES, undefined)).toEqual({ camera: null, microphone: null });
});

it("a fault that is not the browser's is not hidden", async () => {
  const broken = { getUserMedia: () => Promise.reject(new Error("fault")) };
  await expect(reopen(both, FIRST_CHOICES, broken)).rejects.toThrow("fault");
});
