import { DisconnectReason } from "livekit-client";
import { describe, expect, it } from "vitest";
import { deviceProblem, downReason, isShareCancelled } from "./roomReasons";

describe("why LiveKit ended the connection", () => {
  it.each([
    [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
    [DisconnectReason.ROOM_DELETED, "deleted"],
    [DisconnectReason.ROOM_CLOSED, "deleted"],
    [DisconnectReason.DUPLICATE_IDENTITY, "duplicate"],
  ] as const)("reason %i is final: %s", (reason, expected) => {
    expect(downReason(reason)).toBe(expected);
  });

  it("everything else is come back from, also what nobody has thought of yet", () => {
    const final = [4, 5, 10, 2];
    const others = Object.values(DisconnectReason).filter(
      (value) => typeof value === "number" && !final.includes(value),
    );
    expect(others).toContain(DisconnectReason.SERVER_SHUTDOWN);
    for (const reason of [...others, undefined, 99]) {
      expect(downReason(reason as DisconnectReason | undefined)).toBe("unexpected");
    }
  });
});

describe("what is wrong with a device", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["NotReadableError", "busy"],
    ["SomethingNew", "failed"],
  ])("%s is %s", (name, expected) => {
    expect(deviceProblem(Object.assign(new Error("words"), { name }))).toBe(expected);
  });

  it("is not known of things that are no errors", () => {
    expect(deviceProblem("boom")).toBe("failed");
  });
});

it("tells a closed dialog from a system that forbids to show the screen", () => {
  const error = (message: string) => Object.assign(new Error(message), { name: "NotAllowedError" });
  expect(isShareCancelled(error("Permission denied"))).toBe(true);
  expect(isShareCancelled(error("Permission denied by system"))).toBe(false);
  expect(isShareCancelled(new Error("Permission denied"))).toBe(false);
});
