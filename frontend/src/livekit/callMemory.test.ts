import { afterEach, describe, expect, it, vi } from "vitest";
import { forgetCall, recallCall, rememberCall } from "./callMemory";

const CALL = "/room/booking/12";

afterEach(() => window.sessionStorage.clear());

describe("what a tab knows of its call", () => {
  it("is nothing before anybody was inside", () => {
    expect(recallCall(CALL)).toBeNull();
  });

  it("survives a reload", () => {
    rememberCall(CALL, { camera: false, microphone: true });
    expect(recallCall(CALL)).toEqual({ camera: false, microphone: true });
  });

  it("is of one call only", () => {
    rememberCall(CALL, { camera: true, microphone: true });
    expect(recallCall("/room/booking/13")).toBeNull();
  });

  it("is forgotten on leaving", () => {
    rememberCall(CALL, { camera: true, microphone: true });
    forgetCall(CALL);
    expect(recallCall(CALL)).toBeNull();
  });

  it.each(["nonsense", "null"])("is nothing when %j was written by somebody else", (text) => {
    window.sessionStorage.setItem(`rooms.in-call:${CALL}`, text);
    expect(recallCall(CALL)).toBeNull();
  });

  it("never turns on what is not known to have been on", () => {
    window.sessionStorage.setItem(`rooms.in-call:${CALL}`, "{}");
    expect(recallCall(CALL)).toEqual({ camera: false, microphone: false });
  });

  it("costs no error where storage is forbidden", () => {
    vi.spyOn(window, "sessionStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    rememberCall(CALL, { camera: true, microphone: true });
    expect(recallCall(CALL)).toBeNull();
    expect(() => forgetCall(CALL)).not.toThrow();
    vi.restoreAllMocks();
  });
});
