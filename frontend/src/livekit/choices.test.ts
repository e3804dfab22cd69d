import { afterEach, describe, expect, it, vi } from "vitest";
import { FIRST_CHOICES, readChoices, rememberChoices } from "./choices";

afterEach(() => {
  window.localStorage.clear();
});

describe("choices of devices", () => {
  it("begin with everything on and no device preferred", () => {
    expect(readChoices()).toEqual(FIRST_CHOICES);
  });

  it("are remembered one by one", () => {
    rememberChoices({ cameraOn: false });
    rememberChoices({ microphoneId: "headset" });
    expect(readChoices()).toEqual({ ...FIRST_CHOICES, cameraOn: false, microphoneId: "headset" });
  });

  it.each(["not json", "null", "7", '{"cameraOn":"yes","cameraId":4,"speakerId":""}'])(
    "survive what others wrote: %s",
    (text) => {
      window.localStorage.setItem("rooms.devices", text);
      expect(readChoices()).toEqual(FIRST_CHOICES);
    },
  );

  it("last only as long as the page where storage is forbidden", () => {
    const forbidden = vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    rememberChoices({ cameraOn: false });
    expect(readChoices()).toEqual(FIRST_CHOICES);
    forbidden.mockRestore();
  });

  it("are not worth an error when storage is full", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    expect(() => rememberChoices({ cameraOn: false })).not.toThrow();
  });
});
