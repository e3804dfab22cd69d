import { describe, expect, it } from "vitest";
import { offAir, onAir } from "../../../testing/streamingServer";
import { KNOWN_SERVERS, streamingFrom } from "./streaming";

describe("a message of the server's", () => {
  const since = "2026-12-01T09:02:11Z";

  it("says whether this is on air, since when and at how many places", () => {
    expect(streamingFrom(JSON.stringify({ active: true, since, targets: 2 }), offAir())).toEqual({
      active: true,
      since,
      targets: 2,
      available: false,
    });
    expect(streamingFrom('{"active": false, "since": null, "targets": 0}', onAir())).toEqual(offAir());
  });

  it("leaves as it was whether this person may stream: it is for everybody", () => {
    const said = JSON.stringify({ active: true, since, targets: 1, available: false });
    expect(streamingFrom(said, offAir({ available: true }))?.available).toBe(true);
    expect(streamingFrom(said.replace("false", "true"), offAir())?.available).toBe(false);
  });

  it.each(["", "no JSON", "[]", "null", "{}", '{"active": "yes"}', '{"since": 3}', '"live"'])(
    "is not believed where it is not understood: %s",
    (text) => expect(streamingFrom(text, offAir())).toBeNull(),
  );

  it("says that it is on air though the rest is strange", () => {
    expect(streamingFrom('{"active": true, "since": 3, "targets": "many"}', offAir())).toEqual(
      onAir({ since: null }),
    );
  });
});

it("the servers that can be filled in are encrypted, and hold no key", () => {
  expect(KNOWN_SERVERS.map(({ url }) => new URL(url.replace("rtmps:", "https:")).pathname)).toEqual([
    "/live2",
    "/rtmp",
  ]);
  expect(KNOWN_SERVERS.every(({ url }) => url.startsWith("rtmps://"))).toBe(true);
});
