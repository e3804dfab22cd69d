import { describe, expect, it } from "vitest";
import { jonasIs, sessionRoom } from "../../../testing/people";
import { aRecording, recordableRoom, running } from "../../../testing/recordingServer";
import { isAlwaysInSight, isTold, recordingFact } from "./recording";

describe("what the lobby says of a recording", () => {
  it("never, where the room may not be recorded", () => {
    expect(recordingFact(sessionRoom())).toBe("not_recorded");
  });

  const notAnswered = jonasIs({ can_join: false, code: "consent_required" });

  it("asked first, where everybody must agree; asked at the door, while it runs", () => {
    expect(recordingFact(recordableRoom())).toBe("asked_first");
    expect(recordingFact(recordableRoom(running(), { me: notAnswered }))).toBe("running_asks");
  });

  it("asked no more, where it runs and the question has its answer", () => {
    expect(recordingFact(recordableRoom(running()))).toBe("running_answered");
    const starting = aRecording({ status: "starting" });
    expect(recordingFact(recordableRoom(starting))).toBe("running_answered");
    expect(recordingFact(recordableRoom(starting, { me: notAnswered }))).toBe("running_asks");
  });

  it("asked, as long as the room is not open: who knows their answer then", () => {
    const me = jonasIs({ can_join: false, code: "too_early" });
    expect(recordingFact(recordableRoom(running(), { me }))).toBe("running_asks");
  });

  it("maybe, where people are only told", () => {
    expect(recordingFact(recordableRoom({ consent: "inform" }))).toBe("may_be");
    expect(recordingFact(recordableRoom({ consent: "off" }))).toBe("may_be");
  });

  it("recorded, where it runs or will begin by itself", () => {
    expect(recordingFact(recordableRoom({ consent: "inform", starts_itself: true }))).toBe("recorded");
    expect(recordingFact(recordableRoom(running({ consent: "inform" })))).toBe("recorded");
    expect(recordingFact(recordableRoom(running({ consent: "off" })))).toBe("recorded");
  });

  it("the stage, to those who watch it", () => {
    const me = jonasIs({ role: "viewer" });
    expect(recordingFact(recordableRoom(running({ consent: "inform" }), { me }))).toBe("stage_recorded");
  });

  it("of those who watch nobody is asked, so they are not told that they would be", () => {
    const me = jonasIs({ role: "viewer" });
    expect(recordingFact(recordableRoom({}, { me }))).toBe("may_be");
    expect(recordingFact(recordableRoom(running(), { me }))).toBe("stage_recorded");
  });

  it.each([
    ["told", true, recordableRoom({ consent: "inform" })],
    ["told while it runs", true, recordableRoom(running({ consent: "inform" }))],
    ["watching where the others are asked", true, recordableRoom({}, { me: jonasIs({ role: "viewer" }) })],
    ["asked", false, recordableRoom()],
    ["where nobody is told", false, recordableRoom({ consent: "off" })],
    ["where nothing may be recorded", false, sessionRoom({ recording: aRecording({ consent: "inform" }) })],
  ])("has words to read for whoever is %s: %s", (_who, has, room) => {
    expect(isTold(room)).toBe(has);
  });

  it("stays in sight beside Join, as soon as joining means to be recorded or asked", () => {
    const facts = ["recorded", "running_asks", "running_answered", "stage_recorded"] as const;
    expect(facts.every(isAlwaysInSight)).toBe(true);
    expect((["not_recorded", "asked_first", "may_be"] as const).some(isAlwaysInSight)).toBe(false);
  });
});
