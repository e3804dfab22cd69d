import { describe, expect, it } from "vitest";
import { type DeviceState, OFF, OPENING } from "./device";
import { entering, presenceOf } from "./entering";

const works: DeviceState = { status: "ready", deviceId: "1", label: "A device" };
const blocked: DeviceState = { status: "failed", why: "denied" };

describe("entering", () => {
  it("with everything working offers quieter ways beside Join", () => {
    expect(entering({ camera: works, microphone: works })).toEqual({
      main: "join",
      mode: "video",
      others: ["without_camera", "listen"],
    });
  });

  it("promises the same while devices are still opening", () => {
    expect(entering({ camera: OPENING, microphone: OPENING }).main).toBe("join");
  });

  it("with a blocked camera says so on the button and offers to try again", () => {
    expect(entering({ camera: blocked, microphone: works })).toEqual({
      main: "join_without_camera",
      mode: "audio",
      others: ["retry_camera", "listen"],
    });
  });

  it("with the camera turned off offers no help for it", () => {
    expect(entering({ camera: OFF, microphone: works }).others).toEqual(["listen"]);
  });

  it("with a broken microphone still lets somebody be seen", () => {
    expect(entering({ camera: works, microphone: blocked })).toEqual({
      main: "join_without_microphone",
      mode: "video",
      others: ["retry_microphone", "listen"],
    });
  });

  it("with nothing that works is listening, and offers it once", () => {
    expect(entering({ camera: blocked, microphone: blocked })).toEqual({
      main: "join_to_listen",
      mode: "listen",
      others: ["retry_both"],
    });
    expect(entering({ camera: OFF, microphone: OFF }).others).toEqual([]);
  });
});

it("presence follows the devices", () => {
  expect(presenceOf({ camera: works, microphone: works })).toBe("seen_and_heard");
  expect(presenceOf({ camera: OFF, microphone: works })).toBe("heard");
  expect(presenceOf({ camera: works, microphone: OFF })).toBe("seen");
  expect(presenceOf({ camera: blocked, microphone: OFF })).toBe("silent");
});
