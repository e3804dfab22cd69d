import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Consent, RecordingState } from "../../api/shapes";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, jonas, nadia, scene, show, tile } from "../../testing/call";
import { atLoudspeaker } from "../../testing/played";
import {
  aConsent,
  aRecording,
  asking,
  over,
  RECORDING_ID,
  RecordingServer,
  recordableRoom,
  running,
  said,
  TEXT,
} from "../../testing/recordingServer";
import { startServer } from "../../testing/server";

const server = startServer();
atCall();
atLoudspeaker();
let desk: RecordingServer;
beforeEach(() => {
  desk = new RecordingServer(server);
});

/** Jonas is in a group that is recorded so, or about to be. */
async function jonasIn(
  recording: RecordingState,
  consent: Consent = aConsent(),
  { language, may = true }: { language?: "en" | "de"; may?: boolean } = {},
) {
  const room = recordableRoom(recording, { room_type: "group" });
  desk.room = room;
  desk.consent = consent;
  await enter({ grant: grantOf({}, room), snapshot: { mayPublish: may }, language });
}

/** The server says into the call how the recording is, and in the room, too. */
async function hear(recording: RecordingState, consent?: Consent): Promise<void> {
  desk.room = recordableRoom(recording, { room_type: "group" });
  if (consent !== undefined) desk.consent = consent;
  await act(async () => scene.room.say("rooms.recording", recording));
}

const question = () => screen.findByRole("alertdialog", { name: TEXT.title });
const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));

describe("Jonas, who is asked", () => {
  it("reads who asks, what it contains, who sees it, until when, and what happens on no", async () => {
    await jonasIn(aRecording());
    await hear(asking());
    const dialog = await question();
    for (const words of [TEXT.contains, TEXT.seen_by, TEXT.kept_until, TEXT.if_declined]) {
      expect(within(dialog).getByText(words)).toBeTruthy();
    }
    expect(
      within(dialog)
        .getAllByRole("term")
        .map((term) => term.textContent),
    ).toEqual(["Contains", "Who sees it", "Kept until", "If you decline"]);
    expect(await violations()).toEqual([]);
  });

  it("has two answers of the same weight, and the focus on neither", async () => {
    await jonasIn(asking());
    const dialog = await question();
    const [no, yes] = ["Don’t record me", "I agree"].map((name) =>
      within(dialog).getByRole("button", { name }),
    ) as [HTMLElement, HTMLElement];
    expect(no.className).toBe(yes.className);
    expect(document.activeElement).toBe(within(dialog).getByRole("heading", { name: TEXT.title }));
  });

  it("cannot get rid of the question but by an answer: not by Escape, a press beside it, or the way back", async () => {
    await jonasIn(asking());
    const dialog = (await question()) as HTMLDialogElement;
    await userEvent.keyboard("{Escape}");
    fireEvent.mouseDown(dialog);
    fireEvent.click(dialog);
    fireEvent(dialog, new Event("cancel", { cancelable: true }));
    // Some browsers close what was told twice to go.
    dialog.open = false;
    fireEvent(dialog, new Event("close"));
    expect(dialog.open).toBe(true);
    expect(desk.asked.filter((one) => one !== "room")).toEqual([]);
  });

  it("sees how long answers are awaited, by the server’s clock", async () => {
    await jonasIn(asking());
    expect(within(await question()).getByRole("timer").textContent).toBe("0:15 left to answer");
  });

  it("agrees, once and to these words, and the question goes", async () => {
    await jonasIn(asking());
    await question();
    await userEvent.dblClick(screen.getByRole("button", { name: "I agree" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(desk.count(`agree ${TEXT.id}`)).toBe(1);
    expect(await screen.findByText("You agreed to be recorded.")).toBeTruthy();
    expect(screen.queryByText(/camera and microphone go off/)).toBeNull();
  });

  it("declines, and knows what that will mean before it begins", async () => {
    await jonasIn(asking());
    await question();
    await press("Don’t record me");
    expect(await screen.findByText(/^Your camera and microphone go off when it begins\./)).toBeTruthy();
    expect(desk.count(`decline ${TEXT.id}`)).toBe(1);
  });

  it("agrees to nothing by saying nothing: when it begins, they are apart", async () => {
    await jonasIn(asking());
    await question();
    await hear(running(), aConsent({ held_back: true }));
    await act(async () => scene.room.show({ mayPublish: false }));
    expect(await screen.findByText(/^You have not answered, so you are not recorded/)).toBeTruthy();
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(desk.asked.filter((one) => one !== "room")).toEqual([]);
  });

  it("is told when the answer did not arrive, and can give it again", async () => {
    await jonasIn(asking());
    await question();
    desk.refusals = [{ status: 503, code: "database_busy", detail: "The database is busy." }];
    await press("I agree");
    const problem = await screen.findByText("The database is busy.");
    expect(problem.closest("[role=alert]")?.textContent).toContain("Nothing was agreed to");
    expect(await violations()).toEqual([]);
    await press("I agree");
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  });

  it("reads the words again when they have changed in between", async () => {
    await jonasIn(asking());
    await question();
    const text = { ...TEXT, id: "text-2", kept_until: "1 March 2027, then deleted." };
    desk.refusals = [{ status: 409, code: "conflict" }];
    desk.consent = aConsent({ text });
    await press("I agree");
    expect(await screen.findByText("1 March 2027, then deleted.")).toBeTruthy();
    expect(screen.getByText("The words have changed. Read them again, then answer.")).toBeTruthy();
    await press("I agree");
    await waitFor(() => expect(desk.count("agree text-2")).toBe(1));
  });

  it("reads the practitioner’s own words before ours", async () => {
    await jonasIn(asking(), aConsent({ text: { ...TEXT, said_by_host: "For those who cannot be here." } }));
    expect(within(await question()).getByText("For those who cannot be here.")).toBeTruthy();
  });

  it("may leave instead of answering", async () => {
    await jonasIn(asking());
    await question();
    await press("leave");
    await waitFor(() => expect(scene.endings).toMatchObject([{ how: "left" }]));
    expect(desk.asked.filter((one) => one !== "room")).toEqual([]);
  });

  it("has answered here what they answered in another tab", async () => {
    await jonasIn(asking());
    await question();
    desk.consent = aConsent({ mine: said(true) });
    await act(async () => scene.room.say("rooms.consent", { answered: true }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  });

  it("is asked no more when the question is taken back", async () => {
    await jonasIn(asking());
    await question();
    await hear(over("cancelled"));
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(
      screen.getByText("Nothing is recorded. It was cancelled.", { selector: ".notice p" }),
    ).toBeTruthy();
  });

  it("keeps the question before their eyes while one answer of the server gets lost", async () => {
    await jonasIn(asking());
    const dialog = await question();
    const before = desk.languages.length;
    desk.consent = { status: 503, code: "database_busy" };
    await act(async () => scene.room.say("rooms.consent", { answered: true }));
    await waitFor(() => expect(desk.languages.length).toBeGreaterThan(before));
    expect(screen.getByRole("alertdialog")).toBe(dialog);
  });

  it("is asked in the language of the page", async () => {
    await jonasIn(asking(), aConsent(), { language: "de" });
    const dialog = await question();
    expect(within(dialog).getByRole("button", { name: "Mich nicht aufzeichnen" })).toBeTruthy();
    expect(within(dialog).getByRole("timer").textContent).toBe("noch 0:15 zum Antworten");
    expect(await violations()).toEqual([]);
  });
});

describe("Jonas, who is not in the recording", () => {
  const declined = aConsent({ mine: said(false), held_back: true });
  const apart = () => jonasIn(running(), declined, { may: false });

  it("sees why camera and microphone are off, and a press on them explains it", async () => {
    await apart();
    expect(await screen.findByText(/^Your camera and microphone are off while it runs\./)).toBeTruthy();
    await press("Mic off. You are not in the recording. Show what helps");
    const about = screen.getByRole("dialog", { name: "You are not in the recording" });
    expect(about.textContent).toContain("You can still listen");
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByRole("button", { name: /^Camera off\. You are not in the recording/ })).toBeTruthy();
    expect(scene.room.asked).not.toContain("microphone on");
  });

  it("agrees later, after reading what to", async () => {
    await apart();
    await userEvent.click(await screen.findByRole("button", { name: "Agree now…" }));
    const again = await question();
    expect(within(again).queryByRole("timer")).toBeNull();
    await press("I agree");
    await waitFor(() => expect(desk.count(`agree ${TEXT.id}`)).toBe(1));
    // The server lets them out again: nothing comes on by itself.
    desk.consent = aConsent({ mine: said(true) });
    await show({ mayPublish: true });
    expect(
      screen.getByText("You are in the recording now. You can turn your camera and microphone on.", {
        selector: ".notice p",
      }),
    ).toBeTruthy();
    expect(scene.room.asked.filter((one) => /camera on|microphone on/.test(one))).toEqual([]);
  });

  it("is told that they are in it also where they are let out before their answer has come", async () => {
    await apart();
    await screen.findByRole("button", { name: "Agree now…" });
    await show({ mayPublish: true });
    const again = "You can turn your camera and microphone on again.";
    const notice = screen.getByText(again, { selector: ".notice p" }).closest(".notice");
    expect(notice?.querySelector(":scope > svg path")).not.toBeNull();
    desk.consent = aConsent({ mine: said(true) });
    await act(async () => scene.room.say("rooms.consent", { answered: true }));
    const back = await screen.findByText(/^You are in the recording now\./, { selector: ".notice p" });
    // Not the struck sign.
    expect(back.closest(".notice")?.querySelector(":scope > svg path")).toBeNull();
    expect(screen.queryByText(again, { selector: ".notice p" })).toBeNull();
  });

  it("may let the question go again: it has an answer", async () => {
    await apart();
    await userEvent.click(await screen.findByRole("button", { name: "Agree now…" }));
    await question();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(desk.count(`agree ${TEXT.id}`)).toBe(0);
  });

  it("may close the notice; the controls go on saying it", async () => {
    await apart();
    await screen.findByText(/^Your camera and microphone are off while it runs\./);
    await press("Close this notice");
    expect(screen.queryByText(/^Your camera and microphone are off while it runs\./)).toBeNull();
    expect(screen.getByRole("button", { name: /^Mic off\. You are not in the recording/ })).toBeTruthy();
    await hear(running({ status: "ending" }));
    expect(screen.queryByText(/Your camera and microphone are off while it runs\./)).toBeNull();
  });

  it("is not asked any more while it ends", async () => {
    await apart();
    await userEvent.click(await screen.findByRole("button", { name: "Agree now…" }));
    await question();
    await hear(running({ status: "ending" }));
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(screen.queryByRole("button", { name: "Agree now…" })).toBeNull();
    expect(screen.getByText(/^The recording ends\. Your camera/, { selector: ".notice p" })).toBeTruthy();
  });

  it("is told when the recording is over that they may be seen and heard again", async () => {
    await apart();
    await hear(over("stop"));
    await show({ mayPublish: true });
    expect(
      screen.getByText(
        "The recording has stopped. It was stopped. You can turn your camera and microphone on again.",
        { selector: ".notice p" },
      ),
    ).toBeTruthy();
    await press("Mic on. Turn off");
    expect(scene.room.asked).toContain("microphone off");
  });

  it("is told both where the server lets them go a moment before", async () => {
    await apart();
    await show({ mayPublish: true });
    expect(
      screen.getByText("You can turn your camera and microphone on again.", { selector: ".notice p" }),
    ).toBeTruthy();
    await hear(over("limit"));
    expect(
      screen.getByText(/^The recording has stopped\..*You can turn your camera and microphone on again\.$/, {
        selector: ".notice p",
      }),
    ).toBeTruthy();
  });

  it("is marked on the tile, for everybody, and in the list of people", async () => {
    await jonasIn(running(), aConsent({ mine: said(true) }));
    const mara = { ...jonas, id: "p-mara", name: "Mara Lindgren", isSelf: false, heldBack: true };
    await show({ people: [nadia, jonas, { ...mara, camera: null, micOn: false }] });
    expect(tile(/^Mara Lindgren, camera off, mic off, not in the recording$/).textContent).toContain(
      "Not in the recording",
    );
    expect(tile(/^Dr\. Nadia Rahman/).textContent).not.toContain("Not in the recording");
    await press("People, 3");
    const row = screen.getByText("Mara Lindgren", { selector: "b" }).closest("li");
    expect(row?.textContent).toContain("Not in the recording");
    expect(await violations()).toEqual([]);
  });

  it("who came in so has the controls of their role all the same", async () => {
    const room = recordableRoom(running(), { room_type: "group" });
    desk.consent = declined;
    const { permissions } = grantOf();
    const held = { ...permissions, can_publish: false, can_publish_sources: [] };
    await enter({ grant: grantOf({ permissions: held }, room), snapshot: { mayPublish: false } });
    expect(
      await screen.findByRole("button", { name: /^Mic off\. You are not in the recording/ }),
    ).toBeTruthy();
    expect(screen.queryByText(/^You watch/)).toBeNull();
  });
});

describe("Jonas, who agreed", () => {
  const agreed = aConsent({ mine: said(true) });

  it("takes it back at any time, and knows before what that does", async () => {
    await jonasIn(running(), agreed);
    await press(/^Recording 03:12\. Show what this means for you$/);
    const about = await screen.findByRole("dialog", { name: "This session is recorded" });
    expect(await within(about).findByText(/You agreed/)).toBeTruthy();
    expect(about.textContent).toContain("your camera and microphone go off");
    expect(await violations()).toEqual([]);
    await press("Take back my consent");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(desk.count(`decline ${TEXT.id}`)).toBe(1);
  });

  it("finds the same in More", async () => {
    await jonasIn(running(), agreed);
    await press("More");
    await userEvent.click(screen.getByRole("menuitem", { name: /^Recording/ }));
    expect(await screen.findByRole("button", { name: "Take back my consent" })).toBeTruthy();
  });

  it("is told when it could not be taken back", async () => {
    await jonasIn(running(), agreed);
    await press(/^Recording 03:12/);
    desk.refusals = [{ status: 503, code: "database_busy", detail: "The database is busy." }];
    await userEvent.click(await screen.findByRole("button", { name: "Take back my consent" }));
    expect((await screen.findByText("The database is busy.")).closest("[role=alert]")?.textContent).toContain(
      "Nothing was changed",
    );
  });

  it("reads in a conversation of two that taking it back ends the recording", async () => {
    const room = recordableRoom(running());
    Object.assign(desk, { room, consent: agreed });
    await enter({ grant: grantOf({}, room) });
    await press(/^Recording 03:12/);
    expect(await screen.findByText(/^If you take your consent back, the recording stops\./)).toBeTruthy();
  });

  it("reads there, until it has ended, that it does, and is not asked to agree again", async () => {
    const room = recordableRoom(running());
    const recording = { id: RECORDING_ID, status: "ending" as const, asked_until: null };
    Object.assign(desk, { room, consent: agreed, after: { recording } });
    await enter({ grant: grantOf({}, room) });
    await press(/^Recording 03:12/);
    await userEvent.click(await screen.findByRole("button", { name: "Take back my consent" }));
    expect(await screen.findByText("The recording ends.", { selector: "[role=status]" })).toBeTruthy();
    expect(await screen.findByText(/^The recording ends\. Your camera and mic.* while it runs/)).toBeTruthy();
    await show({ mayPublish: false });
    await press(/^Mic off/);
    const about = await screen.findByRole("dialog", { name: "The recording ends" });
    expect(about.textContent).not.toContain("agree");
    expect(screen.queryByRole("button", { name: "Agree now…" })).toBeNull();
    expect(await violations()).toEqual([]);
  });
});
