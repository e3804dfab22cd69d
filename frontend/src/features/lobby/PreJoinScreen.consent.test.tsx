import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { violations } from "../../testing/axe";
import { atComputer } from "../../testing/browser";
import { button, openLobby } from "../../testing/lobby";
import { BOOKING_PAGE, grantFor, jonasIs, sessionRoom, webinarRoom } from "../../testing/people";
import {
  aConsent,
  RecordingServer,
  recordableRoom,
  running,
  said,
  TEXT,
} from "../../testing/recordingServer";
import { JOIN_URL, joinAnswers, startServer } from "../../testing/server";

const server = startServer();
const desk = atComputer();
let recorded: RecordingServer;

/** The door of a group that is recorded, as it is to Jonas, who has not answered. */
const asked = recordableRoom(running(), {
  room_type: "group",
  me: jonasIs({ can_join: false, code: "consent_required", detail: "Say first whether you agree." }),
});

/** The question stands in the door until it is answered. */
function door() {
  const grant = grantFor(sessionRoom());
  return http.post(JOIN_URL, () => {
    const { consent } = recorded;
    if (!("required" in consent) || consent.mine !== null) return HttpResponse.json(grant);
    return HttpResponse.json({ code: "consent_required", detail: "Say first.", consent }, { status: 409 });
  });
}

describe("Jonas, who comes late to what is recorded", () => {
  beforeAll(() => import("../../livekit/handover"));
  beforeEach(() => {
    recorded = new RecordingServer(server);
    recorded.consent = aConsent();
    server.use(door());
  });

  const question = () => screen.findByRole("alertdialog", { name: TEXT.title });

  it("reads before he joins that it is recorded and that he will be asked", async () => {
    await openLobby(server, asked);
    const sentence = "This session is being recorded. You are asked before you enter.";
    expect(await screen.findAllByText(sentence)).toHaveLength(2);
    expect(await button("Join session")).toBeTruthy();
  });

  it("is not told that he will be asked once more, when he loads the page again after his answer", async () => {
    recorded.consent = aConsent({ mine: said(true) });
    const { onJoin, user } = await openLobby(server, { ...asked, me: jonasIs() });
    expect(await screen.findAllByText(/^This session is being recorded\. You have already/)).toHaveLength(2);
    expect(screen.queryByText(/You are asked before you enter/)).toBeNull();
    await user.click(await button("Join session"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });

  it.each([
    ["I agree", `agree ${TEXT.id}`],
    ["Don’t record me", `decline ${TEXT.id}`],
  ])("is asked on Join, says “%s”, and is inside by himself", async (name, answer) => {
    const { onJoin, user } = await openLobby(server, asked);
    await screen.findByText("We hear you");
    await user.click(await button("Join session"));
    const dialog = await question();
    expect(within(dialog).queryByRole("timer")).toBeNull();
    expect(onJoin).not.toHaveBeenCalled();
    expect(await violations()).toEqual([]);
    await user.click(await button(name));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    expect(onJoin.mock.calls[0]?.[0]).toMatchObject({ mode: "video" });
    expect(recorded.asked).toContain(answer);
  });

  it("stays outside without an answer, if he likes, and nothing goes on without him", async () => {
    const { onJoin, user } = await openLobby(server, asked);
    await user.click(await button("Join session"));
    await question();
    await user.keyboard("{Escape}");
    await user.click(await button("stay outside"));
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(await button("Join session")).toBeTruthy();
    expect([onJoin.mock.calls.length, recorded.count(`decline ${TEXT.id}`)]).toEqual([0, 0]);
    expect(desk.computer.live).toHaveLength(2);
  });

  it("reads the words again when they have changed meanwhile", async () => {
    const { onJoin, user } = await openLobby(server, asked);
    await user.click(await button("Join session"));
    await question();
    const consent = aConsent({ text: { ...TEXT, id: "text-2", seen_by: "Only the practitioner." } });
    recorded.refusals = [{ status: 409, code: "conflict", consent } as never];
    await user.click(await button("I agree"));
    expect(await screen.findByText("Only the practitioner.")).toBeTruthy();
    expect(screen.getByText("The words have changed. Read them again, then answer.")).toBeTruthy();
    await user.click(await button("I agree"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    expect(recorded.asked).toContain("agree text-2");
  });

  it("comes in where the recording was over before he answered", async () => {
    const { onJoin, user } = await openLobby(server, asked);
    await user.click(await button("Join session"));
    await question();
    recorded.refusals = [{ status: 404, code: "not_found" }];
    server.use(joinAnswers(grantFor(sessionRoom())));
    await user.click(await button("I agree"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });

  it("is told when the answer did not arrive", async () => {
    const { onJoin, user } = await openLobby(server, asked);
    await user.click(await button("Join session"));
    await question();
    recorded.refusals = [{ status: 503, code: "database_busy", detail: "The database is busy." }];
    await user.click(await button("I agree"));
    expect(await screen.findByText("The database is busy.")).toBeTruthy();
    expect(onJoin).not.toHaveBeenCalled();
  });
});

describe("Jonas, who is told and not asked", () => {
  const told = recordableRoom({ consent: "inform" });
  const WORDS = { ...TEXT, title: "This session may be recorded", kept_until: "90 days after the session." };

  beforeEach(() => {
    recorded = new RecordingServer(server);
    recorded.consent = aConsent({ required: false, recording: null, text: WORDS });
  });

  const means = () => button("What this means");
  const dialog = () => screen.findByRole("dialog", { name: "What a recording means" });

  it("reads before he joins all that will be kept as what he was told", async () => {
    const { user, onJoin } = await openLobby(server, told);
    await user.click(await means());
    const words = within(await dialog());
    for (const part of [WORDS.contains, WORDS.seen_by, WORDS.kept_until, WORDS.if_declined]) {
      expect(words.getByText(part)).toBeTruthy();
    }
    expect(words.getByText(/^Nothing is being recorded now/)).toBeTruthy();
    expect(await violations()).toEqual([]);
    expect([recorded.asked.length, onJoin.mock.calls.length]).toEqual([0, 0]);
  });

  it("opens and closes it by keyboard, and is where he was", async () => {
    const { user } = await openLobby(server, told);
    (await means()).focus();
    await user.keyboard("{Enter}");
    await dialog();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(await means());
  });

  it("reads what holds at the press, not what held before", async () => {
    const { user } = await openLobby(server, told);
    await user.click(await means());
    await user.click(within(await dialog()).getByRole("button", { name: "Close" }));
    recorded.consent = aConsent({ text: { ...WORDS, kept_until: "7 days after the session." } });
    await user.click(await means());
    expect(await screen.findByText("7 days after the session.")).toBeTruthy();
  });

  it("reads it in the language of the page, which is that of what is kept", async () => {
    const { user } = await openLobby(server, told, {
      language: "de",
      page: { ...BOOKING_PAGE, language: "de" },
    });
    await user.click(await button("Was das heißt"));
    await screen.findByRole("dialog", { name: "Was eine Aufzeichnung bedeutet" });
    expect(recorded.languages).toEqual(["de"]);
  });

  it("is told when the words did not come, and tries again", async () => {
    recorded.consent = { status: 503, code: "database_busy", detail: "The database is busy." };
    const { user } = await openLobby(server, told);
    await user.click(await means());
    expect(await screen.findByText("The database is busy.")).toBeTruthy();
    await user.click(within(await dialog()).getByRole("button", { name: "Close" }));
    recorded.consent = aConsent({ text: WORDS });
    await user.click(await means());
    expect(await screen.findByText(WORDS.contains)).toBeTruthy();
  });

  it.each([
    ["where he will be asked", recordableRoom()],
    ["where nothing is told", recordableRoom({ consent: "off" })],
    ["where nothing may be recorded", sessionRoom()],
  ])("has nothing to read %s", async (_where, room) => {
    await openLobby(server, room);
    await button("Join session");
    expect(screen.queryByRole("button", { name: "What this means" })).toBeNull();
  });
});

describe("Jonas, who only watches what is recorded", () => {
  it("reads it among the facts, beside Join, and on the poster, before it runs", async () => {
    const { features } = recordableRoom();
    const recording = { ...running({ consent: "inform", starts_itself: true }), active: false, status: null };
    await openLobby(server, webinarRoom({ features, recording }));
    const sentence = "This session is recorded: the stage is in the recording, viewers are not.";
    expect(await screen.findAllByText(sentence)).toHaveLength(2);
    expect(screen.getByText("Will be recorded")).toBeTruthy();
    expect(screen.getAllByRole("button", { name: "What this means" })).toHaveLength(2);
    expect(await violations()).toEqual([]);
    await userEvent.tab();
  });
});
