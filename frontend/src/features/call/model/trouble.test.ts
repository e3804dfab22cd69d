import { describe, expect, it } from "vitest";
import { aPerson } from "../../../livekit/roomFake";
import type { Connection } from "./connection";
import { bannerFor, type Circumstances, lineState, withOwnLine } from "./trouble";

const calm: Circumstances = {
  connection: { kind: "inside" },
  canPlaySound: true,
  weak: false,
  cameraOn: true,
};
const rejoining: Connection = { kind: "rejoining", since: 0, attempt: 2, trouble: "network" };

describe("the one line over the stage", () => {
  it("is absent when there is nothing to say", () => {
    expect(bannerFor(calm)).toBeNull();
    expect(
      bannerFor({ ...calm, connection: { kind: "connecting", since: 0, attempt: 0, trouble: null } }),
    ).toBeNull();
  });

  it.each<[string, Partial<Circumstances>, string]>([
    [
      "reconnecting by LiveKit",
      { connection: { kind: "reconnecting", media: true, since: 0 } },
      "reconnecting",
    ],
    ["coming back", { connection: rejoining }, "reconnecting"],
    ["asking what happened", { connection: { kind: "checking", why: "closed" } }, "reconnecting"],
    [
      "coming in at the second try",
      { connection: { kind: "connecting", since: 0, attempt: 1, trouble: "network" } },
      "reconnecting",
    ],
    ["a service that is down", { connection: { ...rejoining, trouble: "service" } }, "service"],
    ["sound that is held back", { canPlaySound: false, weak: true }, "sound"],
    ["a weak connection", { weak: true }, "weak"],
  ])("for %s", (_what, change, kind) => {
    expect(bannerFor({ ...calm, ...change })?.kind).toBe(kind);
  });

  it("offers to turn the camera off only while it is on", () => {
    expect(bannerFor({ ...calm, weak: true, cameraOn: false })).toEqual({ kind: "weak", cameraOn: false });
  });

  it("leaves the stage to the words in its middle when the connection is lost or left", () => {
    for (const connection of [{ kind: "lost" }, { kind: "leaving", how: "left" }] as const) {
      expect(bannerFor({ ...calm, weak: true, canPlaySound: false, connection })).toBeNull();
    }
  });
});

describe("the line in one word", () => {
  it("does not claim a good connection before LiveKit has graded it", () => {
    expect(lineState({ kind: "inside" }, "unknown", false)).toBe("connected");
    expect(lineState({ kind: "inside" }, "good", false)).toBe("good");
  });

  it("does not flicker: weak is what was weak for a while", () => {
    expect(lineState({ kind: "inside" }, "weak", false)).toBe("good");
    expect(lineState({ kind: "inside" }, "good", true)).toBe("weak");
  });

  it("is reconnecting from the first failure until it is lost", () => {
    expect(lineState({ kind: "connecting", since: 0, attempt: 0, trouble: null }, "unknown", false)).toBe(
      "connecting",
    );
    expect(
      lineState({ kind: "connecting", since: 0, attempt: 1, trouble: "network" }, "unknown", false),
    ).toBe("reconnecting");
    expect(lineState(rejoining, "good", false)).toBe("reconnecting");
    expect(lineState({ kind: "lost" }, "good", false)).toBe("lost");
  });
});

describe("one's own connection, among the people", () => {
  const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", isSelf: true });
  const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", quality: "lost" });

  it.each([
    ["lost", true, "weak"],
    ["good", true, "weak"],
    ["weak", false, "good"],
    ["unknown", false, "unknown"],
  ] as const)("is what the top line says: %s, weak %s, is %s", (quality, weak, told) => {
    expect(withOwnLine([nadia, { ...jonas, quality }], weak)).toEqual([nadia, { ...jonas, quality: told }]);
  });

  it("leaves everybody the same object where nothing changes, so that rows rest", () => {
    const [one, other] = withOwnLine([nadia, jonas], false);
    expect(one).toBe(nadia);
    expect(other).toBe(jonas);
  });
});
