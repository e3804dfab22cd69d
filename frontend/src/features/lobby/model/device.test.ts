import { describe, expect, it } from "vitest";
import { type FailureContext, failureOf, mendsByItself } from "./device";

const chrome: FailureContext = { listed: true, permission: "denied", firefox: false };

function domError(name: string, message = ""): DOMException {
  return new DOMException(message, name);
}

describe("why a device fails", () => {
  it("is the browser's block when the person said no", () => {
    expect(failureOf(domError("NotAllowedError", "Permission denied"), chrome)).toBe("denied");
  });

  it("is the browser's block where the browser does not tell its permissions", () => {
    expect(failureOf(domError("NotAllowedError"), { ...chrome, permission: null })).toBe("denied");
  });

  it("is a closed question when it was neither allowed nor denied", () => {
    expect(
      failureOf(domError("NotAllowedError", "Permission dismissed"), { ...chrome, permission: null }),
    ).toBe("dismissed");
    expect(failureOf(domError("NotAllowedError"), { ...chrome, permission: "prompt" })).toBe("dismissed");
  });

  it("is the system when Chrome says so", () => {
    expect(failureOf(domError("NotAllowedError", "Permission denied by system"), chrome)).toBe("system");
  });

  it("is the system when the browser allows and the device refuses all the same", () => {
    expect(failureOf(domError("NotAllowedError"), { ...chrome, permission: "granted" })).toBe("system");
  });

  it("is the system when Firefox finds nothing although a device is listed", () => {
    expect(failureOf(domError("NotFoundError"), { ...chrome, firefox: true })).toBe("system");
  });

  it("is a missing device otherwise", () => {
    expect(failureOf(domError("NotFoundError"), { ...chrome, listed: false })).toBe("missing");
    expect(failureOf(domError("NotFoundError"), { ...chrome, listed: false, firefox: true })).toBe("missing");
    expect(failureOf(domError("OverconstrainedError"), { ...chrome, listed: false })).toBe("missing");
  });

  it.each(["NotReadableError", "TrackStartError", "AbortError"])("is another program on %s", (name) => {
    expect(failureOf(domError(name), chrome)).toBe("busy");
  });

  it.each([[domError("TypeError")], [domError("OverconstrainedError")], [null], ["a string"], [undefined]])(
    "is unknown for %s",
    (error) => {
      expect(failureOf(error, chrome)).toBe("other");
    },
  );
});

describe("trying again without being asked", () => {
  it("never happens where it could open the question again", () => {
    expect(mendsByItself("dismissed", "prompt")).toBe(false);
    expect(mendsByItself("denied", "prompt")).toBe(false);
    expect(mendsByItself("denied", null)).toBe(false);
    expect(mendsByItself("missing", "prompt")).toBe(false);
  });

  it("happens as soon as the browser allows it", () => {
    expect(mendsByItself("denied", "granted")).toBe(true);
  });

  it.each(["missing", "busy", "system", "other"] as const)(
    "happens when %s may have been mended elsewhere",
    (why) => {
      expect(mendsByItself(why, "granted")).toBe(true);
      expect(mendsByItself(why, null)).toBe(true);
    },
  );
});
