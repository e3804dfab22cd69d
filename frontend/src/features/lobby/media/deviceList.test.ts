import { expect, it } from "vitest";
import { CAMERA, MICROPHONE, SPEAKER } from "../../../testing/media";
import { sortDevices } from "./deviceList";

it("devices are told apart by what they do", () => {
  expect(sortDevices([SPEAKER, CAMERA, MICROPHONE])).toEqual({
    cameras: [{ id: CAMERA.deviceId, name: CAMERA.label }],
    microphones: [{ id: MICROPHONE.deviceId, name: MICROPHONE.label }],
    speakers: [{ id: SPEAKER.deviceId, name: SPEAKER.label }],
  });
});

it("what browsers list before anything is allowed is no choice yet", () => {
  expect(sortDevices([{ deviceId: "", kind: "videoinput", label: "" }]).cameras).toEqual([]);
});

it("Windows' doubles are left out, its default stays", () => {
  const listed = ["default", "communications", "abc"].map((deviceId) => ({ ...MICROPHONE, deviceId }));
  expect(sortDevices(listed).microphones.map(({ id }) => id)).toEqual(["default", "abc"]);
});
