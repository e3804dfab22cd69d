import { describe, expect, it } from "vitest";
import { aRecording, asking, over, running } from "../../../testing/recordingServer";
import { isBetween, isTrouble, newsBetween, recordedSeconds, recordingFrom } from "./recording";

describe("a message of the server's", () => {
  const say = (what: object) => recordingFrom(JSON.stringify(what), aRecording());

  it("says the state", () => {
    expect(say({ active: true, since: "2026-11-24T13:24:00Z", status: "active", id: "r" })).toMatchObject({
      active: true,
      since: "2026-11-24T13:24:00Z",
      status: "active",
      consent: "ask",
    });
    expect(say({ active: false, status: null })?.status).toBeNull();
  });

  it("leaves what only hosts are told as it was", () => {
    const unavailable = { code: "recording_busy", detail: "All recorders are busy." };
    const failed = { id: "r", code: "crash", detail: "The recorder broke off." };
    const after = recordingFrom('{"status": null, "unavailable": null}', aRecording({ unavailable, failed }));
    expect(after).toMatchObject({ unavailable, failed });
  });

  it.each(["", "no JSON", "[]", "null", "{}", '{"status": "paused"}', '{"status": 3}', '"active"'])(
    "is not believed where it is not understood: %s",
    (text) => expect(recordingFrom(text, aRecording())).toBeNull(),
  );
});

describe("news", () => {
  it("are that it starts, and that it has started", () => {
    expect(newsBetween(asking(), aRecording({ status: "starting" }))).toEqual({ kind: "starting" });
    expect(newsBetween(aRecording({ status: "starting" }), running())).toEqual({ kind: "started" });
    expect(newsBetween(aRecording(), running())).toEqual({ kind: "started" });
  });

  it("are that it is over, with the reason", () => {
    expect(newsBetween(running(), over("stop"))).toEqual({ kind: "stopped", why: "stop" });
    const ending = running({ status: "ending" });
    expect(newsBetween(running(), ending)).toBeNull();
    expect(newsBetween(ending, over("limit"))).toEqual({ kind: "stopped", why: "limit" });
  });

  it("are that nothing was recorded, where it never began", () => {
    expect(newsBetween(asking(), over("declined"))).toEqual({ kind: "not_begun", why: "declined" });
    expect(newsBetween(aRecording({ status: "starting" }), over("no_recorder"))).toEqual({
      kind: "not_begun",
      why: "no_recorder",
    });
    const gaveUp = aRecording({ status: "ending" });
    expect(newsBetween(gaveUp, over("cancelled"))).toEqual({ kind: "not_begun", why: "cancelled" });
  });

  it("name no reason that this page has no words for", () => {
    expect(newsBetween(running(), aRecording({ ended_by: "solar_flare" as "stop" }))).toEqual({
      kind: "stopped",
      why: "unknown",
    });
    expect(newsBetween(running(), aRecording())).toEqual({ kind: "stopped", why: "unknown" });
  });

  it("are none, where nothing changed or only a question began", () => {
    expect(newsBetween(running(), running({ asked_until: "later" }))).toBeNull();
    expect(newsBetween(aRecording(), asking())).toBeNull();
    expect(newsBetween(over("stop"), over("stop"))).toBeNull();
  });

  it("are told of a second recording that follows the first at once", () => {
    expect(newsBetween(running(), running({ id: "the next" }))).toEqual({ kind: "started" });
  });
});

describe("the state", () => {
  it("is between two others while something must still happen", () => {
    expect(
      [asking(), aRecording({ status: "starting" }), aRecording({ status: "ending" })].every(isBetween),
    ).toBe(true);
    expect([aRecording(), running()].some(isBetween)).toBe(false);
  });

  it("knows for how long it has run by the server's clock", () => {
    const since = "2026-11-24T13:24:00Z";
    expect(recordedSeconds(since, Date.parse("2026-11-24T13:27:12.9Z"))).toBe(192);
    // The device's clock may be a moment behind.
    expect(recordedSeconds(since, Date.parse("2026-11-24T13:23:59Z"))).toBe(0);
    expect(recordedSeconds(null, Date.now())).toBe(0);
  });

  it("is trouble where the recorder failed, and none where somebody decided", () => {
    expect(
      (["crash", "no_recorder", "recorder_lost", "refused", "start_timeout"] as const).every(isTrouble),
    ).toBe(true);
    expect(
      (["stop", "declined", "no_answer", "taken_back", "limit", "unknown"] as const).some(isTrouble),
    ).toBe(false);
  });
});
