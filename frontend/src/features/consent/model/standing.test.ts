import { describe, expect, it } from "vitest";
import type { Consent, RecordingState } from "../../../api/shapes";
import { aConsent, aRecording, asking, RECORDING_ID, running, said } from "../../../testing/recordingServer";
import { countdownFace, secondsUntil, standingOf as standing } from "./standing";

const standingOf = (consent: Consent | null, recording: RecordingState) =>
  standing(consent, recording, "participant");

describe("what a recording is to somebody", () => {
  it("nothing, while nothing is recorded or nobody must be asked", () => {
    expect(standingOf(aConsent(), aRecording())).toEqual({ kind: "none" });
    expect(standingOf(aConsent(), running({ consent: "inform" }))).toEqual({ kind: "none" });
    expect(standing(aConsent({ required: false }), running(), "viewer")).toEqual({ kind: "none" });
  });

  it("nothing, as long as the server has said nothing of this very recording", () => {
    expect(standingOf(null, asking())).toEqual({ kind: "none" });
    expect(standingOf(aConsent({ recording: null }), asking())).toEqual({ kind: "none" });
    const another = { id: "another", status: "asking" as const, asked_until: null };
    expect(standingOf(aConsent({ recording: another }), asking())).toEqual({ kind: "none" });
  });

  it("a question, while answers are awaited and theirs is not there", () => {
    expect(standingOf(aConsent(), asking())).toEqual({ kind: "asked" });
  });

  it("theirs, when they agreed", () => {
    expect(standingOf(aConsent({ mine: said(true) }), asking())).toEqual({ kind: "agreed" });
    expect(standingOf(aConsent({ mine: said(true) }), running())).toEqual({ kind: "agreed" });
  });

  it("nothing that they are in, as long as the server holds them back, whatever they said", () => {
    expect(standingOf(aConsent({ mine: said(true), held_back: true }), running())).toEqual({
      kind: "apart",
      answered: true,
      phase: "runs",
    });
  });

  it("not theirs, when they declined: as soon as it runs that costs camera and microphone", () => {
    const mine = said(false);
    const before = { kind: "apart", answered: true, phase: "before" };
    expect(standingOf(aConsent({ mine }), asking())).toEqual(before);
    const starting = aRecording({ status: "starting" });
    expect(standingOf(aConsent({ mine }), starting)).toMatchObject({ phase: "runs" });
    expect(standingOf(aConsent({ mine }), running())).toMatchObject({ kind: "apart", phase: "runs" });
  });

  it("not theirs, and about to be nobody's, when it ends: by the call, or by the answer to theirs", () => {
    const mine = said(false);
    const ends = { kind: "apart", answered: true, phase: "ends" };
    expect(standingOf(aConsent({ mine }), running({ status: "ending" }))).toEqual(ends);
    const recording = { id: RECORDING_ID, status: "ending" as const, asked_until: null };
    expect(standingOf(aConsent({ mine, recording }), running())).toEqual(ends);
  });

  it("not theirs, when the time is over: silence never agrees", () => {
    expect(standingOf(aConsent(), running())).toEqual({ kind: "apart", answered: false, phase: "runs" });
    expect(standingOf(aConsent(), aRecording({ status: "starting", id: RECORDING_ID }))).toMatchObject({
      kind: "apart",
      answered: false,
    });
  });
});

describe("the time that is left", () => {
  const at = Date.parse("2026-11-24T13:24:10Z");

  it("is whole seconds, and never less than none", () => {
    expect(secondsUntil("2026-11-24T13:24:32.4Z", at)).toBe(23);
    expect(secondsUntil("2026-11-24T13:24:09Z", at)).toBe(0);
  });

  it("is not known without a moment that can be read", () => {
    expect(secondsUntil(null, at)).toBeNull();
    expect(secondsUntil("soon", at)).toBeNull();
  });

  it("is written short", () => {
    expect(countdownFace(22)).toBe("0:22");
    expect(countdownFace(5)).toBe("0:05");
    expect(countdownFace(61)).toBe("1:01");
  });
});
