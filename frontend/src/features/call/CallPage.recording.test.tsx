import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Consent, RecordingState, RoomInfo } from "../../api/shapes";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, hostGrant, jonas, nadia, scene, show } from "../../testing/call";
import { viewerGrant, webinarRoom } from "../../testing/people";
import { atLoudspeaker, played } from "../../testing/played";
import {
  aConsent,
  anAnswer,
  aRecording,
  asking,
  over,
  RecordingServer,
  recordableRoom,
  running,
  said,
  TEXT,
} from "../../testing/recordingServer";
import { startServer } from "../../testing/server";

const server = startServer();
atCall();
let desk: RecordingServer;
atLoudspeaker();
beforeEach(() => {
  desk = new RecordingServer(server);
});

const asHost = [
  { ...nadia, isSelf: true },
  { ...jonas, isSelf: false },
];

/** Nadia leads a session that is recorded so, or could be. */
async function nadiaIn(recording: RecordingState, room: Partial<RoomInfo> = {}, consent?: Consent) {
  const { me } = recordableRoom();
  const seen = recordableRoom(recording, { me: { ...me, role: "host" }, ...room });
  desk.room = seen;
  if (consent !== undefined) desk.consent = consent;
  await enter({ people: asHost, grant: hostGrant(seen) });
}

async function jonasIn(recording: RecordingState, room: Partial<RoomInfo> = {}) {
  const seen = recordableRoom(recording, room);
  desk.room = seen;
  desk.consent = aConsent({ mine: said(true) });
  await enter({ grant: grantOf({}, seen) });
}

async function hear(recording: RecordingState): Promise<void> {
  desk.room = { ...(desk.room as RoomInfo), recording };
  await act(async () => scene.room.say("rooms.recording", recording));
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));
const notice = (words: string | RegExp) => screen.findByText(words, { selector: ".notice p" });
const spoken = (words: string) => screen.findByText(words, { selector: "[role=status]" });

describe("the badge", () => {
  it("says that nothing is recorded, where something could be", async () => {
    await jonasIn(aRecording());
    expect(screen.getByRole("banner").textContent).toContain("Not recording");
  });

  it("is not there where nothing is ever recorded", async () => {
    await enter();
    expect(screen.getByRole("banner").textContent).not.toContain("ecording");
    expect(desk.asked).toEqual([]);
  });

  it("goes with the server’s word: not recording while it asks, starting, recording with its time, stopping", async () => {
    await jonasIn(asking());
    const top = screen.getByRole("banner");
    expect(top.textContent).toContain("Not recording");
    await hear(aRecording({ status: "starting" }));
    expect(top.textContent).toContain("Starting…");
    await hear(running());
    expect(within(top).getByRole("button", { name: /^Recording 03:12/ })).toBeTruthy();
    await hear(running({ status: "ending" }));
    expect(top.textContent).toContain("Stopping…");
    await hear(over("stop"));
    expect(top.textContent).toContain("Not recording");
  });

  it("stays while the line is mended, and after it", async () => {
    await jonasIn(running());
    await show({ link: "restarting" });
    expect(screen.getByRole("button", { name: /^Recording 03:12/ })).toBeTruthy();
    await show({ link: "up" });
    await waitFor(() => expect(desk.count("room")).toBeGreaterThan(0));
    expect(screen.getByRole("button", { name: /^Recording 03:12/ })).toBeTruthy();
  });

  it("does not believe what participants say", async () => {
    await jonasIn(aRecording());
    await show({ people: [nadia, { ...jonas, name: "Recording 03:12" }] });
    expect(screen.getByRole("banner").textContent).toContain("Not recording");
  });

  it("of a webinar says to those who watch what it means for them", async () => {
    const seen = webinarRoom({
      features: { ...recordableRoom().features, recording: true },
      recording: running({ consent: "inform" }),
    });
    Object.assign(desk, { room: seen, consent: aConsent({ required: false }) });
    await enter({ grant: viewerGrant(seen) });
    await press(/^Recording \d/);
    const about = screen.getByRole("dialog", { name: "This session is recorded" });
    expect(about.textContent).toContain("nobody sees or hears you, in the recording either");
    expect(within(about).queryByRole("button", { name: /consent|Agree/ })).toBeNull();
    expect(await violations()).toEqual([]);
  });
});

describe("Nadia, who leads with others and has agreed", () => {
  const agreed = aConsent({ mine: said(true) });

  it("takes her yes back, and the recording goes on", async () => {
    await nadiaIn(running(), { room_type: "group" }, agreed);
    await press(/^Recording 03:12\. Show/);
    const about = screen.getByRole("dialog", { name: "This session is recorded" });
    await userEvent.click(await within(about).findByRole("button", { name: "Take back my consent" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect([desk.count(`decline ${TEXT.id}`), desk.count("stop")]).toEqual([1, 0]);
  });

  it("has one way out between two, where either would end it", async () => {
    await nadiaIn(running(), { room_type: "individual" }, agreed);
    await press(/^Recording 03:12\. Show/);
    await screen.findByText(/You agreed/);
    expect(screen.getByRole("button", { name: "Stop recording…" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Take back my consent" })).toBeNull();
  });
});

describe("a recording of sound alone", () => {
  it("says so to whoever is told", async () => {
    await jonasIn(running({ consent: "inform", audio_only: true }));
    await press(/^Recording \d/);
    expect(screen.getByRole("dialog").textContent).toContain("voices, no pictures");
  });
});

describe("a recording that starts", () => {
  it("is said in words, to screen readers, and with one sound", async () => {
    await jonasIn(aRecording({ status: "starting" }));
    await hear(running());
    await hear(running({ audio_only: true }));
    expect(await notice("Recording has started. Everybody agreed.")).toBeTruthy();
    expect(await spoken("Recording has started. Everybody agreed.")).toBeTruthy();
    expect(played).toEqual(["system"]);
    expect(await violations()).toEqual([]);
  });

  it("does not claim that everybody agreed while somebody stands apart", async () => {
    await jonasIn(aRecording({ status: "starting" }), { room_type: "group" });
    await show({ people: [nadia, jonas, { ...nadia, id: "p-mara", name: "Mara", heldBack: true }] });
    await hear(running());
    expect(await notice("Recording has started.")).toBeTruthy();
  });

  it("is not heard by whoever turned the sound off", async () => {
    const seen = webinarRoom({
      features: { ...recordableRoom().features, recording: true },
      recording: aRecording({ consent: "inform" }),
    });
    desk.room = seen;
    await enter({ grant: viewerGrant(seen) });
    await press(/^Sound on/);
    await hear(running({ consent: "inform" }));
    expect(await notice("Recording has started.")).toBeTruthy();
    expect(played).toEqual([]);
  });

  it("is no news to whoever comes in while it runs", async () => {
    await jonasIn(running());
    expect(screen.queryByText(/^Recording has started/)).toBeNull();
    expect(played).toEqual([]);
  });
});

describe("a recording that is over", () => {
  it.each([
    ["stop", "The recording has stopped. It was stopped."],
    ["limit", "The recording has stopped. It reached its longest time."],
    ["taken_back", "The recording has stopped. Consent was taken back."],
    ["recorder_lost", "The recording has stopped. The connection to the recorder was lost."],
  ] as const)("by %s says so to everybody", async (why, words) => {
    await jonasIn(running());
    await hear(over(why));
    expect(await notice(words)).toBeTruthy();
    expect(await spoken(words)).toBeTruthy();
  });

  it("tells those who lead what is lost and what to do, in the server’s words, until they close it", async () => {
    await nadiaIn(running());
    const failed = { id: "r", code: "crash", detail: "The recorder broke off before the recording ended." };
    await hear(over("crash", { failed }));
    const words = await notice(
      /^The recording has stopped\. The recorder broke off before the recording ended\./,
    );
    expect(words.textContent).toContain("Start a new recording if you need one.");
    await press("Close this notice");
    expect(screen.queryByText(/^The recording has stopped/, { selector: ".notice p" })).toBeNull();
  });

  it("before it began says once what to do, and stays until it is closed", async () => {
    await nadiaIn(aRecording({ status: "starting" }));
    const failed = {
      id: "r",
      code: "start_timeout",
      detail: "The recording did not begin in time. Try again.",
    };
    await hear(over("start_timeout", { failed }));
    expect(await notice("Nothing is recorded. The recording did not begin in time. Try again.")).toBeTruthy();
  });

  it("before it began names the other in a conversation of two, and says that nothing is recorded", async () => {
    await nadiaIn(asking(), {}, aConsent({ mine: said(true) }));
    await hear(over("declined"));
    expect(await notice("Nothing is recorded. Jonas Weber did not agree.")).toBeTruthy();
  });
});

describe("Nadia, who leads it", () => {
  it("starts it with one press, and nothing is said to have begun before the server says so", async () => {
    await nadiaIn(aRecording());
    await press("Record. Everybody is asked first");
    await waitFor(() => expect(desk.count("start")).toBe(1));
    expect(screen.getByRole("banner").textContent).toContain("Not recording");
    await hear(asking());
    expect(screen.getByRole("button", { name: "Asking… Show who has answered" })).toBeTruthy();
  });

  it("is told why it was not started, and what to do", async () => {
    await nadiaIn(aRecording());
    desk.refusal = {
      status: 503,
      code: "recording_unavailable",
      detail: "Recording is not set up on this site.",
    };
    await press(/^Record\./);
    expect(await notice("Recording is not set up on this site.")).toBeTruthy();
    expect(await violations()).toEqual([]);
    await press("Close this notice");
    expect(screen.queryByText("Recording is not set up on this site.")).toBeNull();
  });

  it("is told nothing but the truth when somebody else was quicker", async () => {
    await nadiaIn(aRecording());
    desk.refusal = { status: 409, code: "recording_active" };
    desk.room = { ...(desk.room as RoomInfo), recording: running() };
    await press(/^Record\./);
    expect(await screen.findByRole("button", { name: "Recording. Stop" })).toBeTruthy();
    expect(screen.queryByText("The recording was not started")).toBeNull();
  });

  const answers = [
    anAnswer("Dr. Nadia Rahman", "agreed", { way: "started" }),
    anAnswer("Jonas Weber", "agreed", { id: "p-jonas" }),
    anAnswer("Mara Lindgren", "declined", { id: "p-mara" }),
    anAnswer("Ines Carvalho", "waiting", { id: "p-ines" }),
  ];
  const askingAll = aConsent({ required: false, mine: said(true), answers });

  it("sees who has answered, and when it starts at the latest", async () => {
    await nadiaIn(asking(), { room_type: "group" }, askingAll);
    const dialog = await screen.findByRole("dialog", { name: "Everyone is being asked" });
    expect(
      within(dialog)
        .getAllByRole("listitem")
        .map((row) => row.textContent),
    ).toEqual([
      "NRYouAgreed by starting",
      "JWJonas WeberAgreed",
      "MLMara LindgrenStays unrecorded",
      "ICInes CarvalhoNo answer yet",
    ]);
    expect(within(dialog).getByRole("timer").textContent).toBe("Starts in 0:15 at the latest");
    expect(await violations()).toEqual([]);
    desk.consent = aConsent({ ...askingAll, answers: answers.with(3, anAnswer("Ines Carvalho", "agreed")) });
    await act(async () => scene.room.say("rooms.consent", { answered: true }));
    await waitFor(() => expect(within(dialog).queryByText("No answer yet")).toBeNull());
  });

  it("may put the list out of sight, and have it again", async () => {
    await nadiaIn(asking(), { room_type: "group" }, askingAll);
    await screen.findByRole("dialog", { name: "Everyone is being asked" });
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(desk.count("stop")).toBe(0);
    await press("Asking… Show who has answered");
    expect(await screen.findByRole("dialog", { name: "Everyone is being asked" })).toBeTruthy();
  });

  it("takes the question back", async () => {
    await nadiaIn(asking(), { room_type: "group" }, askingAll);
    await screen.findByRole("dialog", { name: "Everyone is being asked" });
    await press("Cancel, don’t record");
    await waitFor(() => expect(desk.count("stop")).toBe(1));
  });

  it("waits in a conversation of two for one yes, and knows that silence gives up", async () => {
    const [own, other] = answers.map((one) => ({ ...one })) as [(typeof answers)[0], (typeof answers)[0]];
    const two = aConsent({
      mine: said(true),
      answers: [own, { ...other, answer: "waiting" }],
    } as Partial<Consent>);
    await nadiaIn(asking(), {}, two);
    const dialog = await screen.findByRole("dialog", { name: "Jonas Weber is being asked" });
    expect(dialog.textContent).toContain("Starts when Jonas Weber agrees.");
    expect(within(dialog).getByRole("timer").textContent).toBe("Gives up in 0:15");
  });

  it("is asked herself when somebody else leads it, too, and began", async () => {
    const mine = aConsent({ answers: answers.slice(1) });
    await nadiaIn(asking(), { room_type: "group" }, mine);
    expect(await screen.findByRole("alertdialog")).toBeTruthy();
    expect(screen.queryByRole("dialog", { name: "Everyone is being asked" })).toBeNull();
  });

  it("is asked once more before it is stopped, for it cannot be gone on with", async () => {
    await nadiaIn(running());
    await press("Recording. Stop");
    const question = screen.getByRole("alertdialog", { name: "Stop the recording?" });
    expect(question.textContent).toContain("For a new recording everybody is asked again.");
    expect(desk.count("stop")).toBe(0);
    expect(await violations()).toEqual([]);
    await userEvent.click(within(question).getByRole("button", { name: "Stop recording" }));
    await waitFor(() => expect(desk.count("stop")).toBe(1));
  });

  it("is told when it was not stopped", async () => {
    await nadiaIn(running());
    await press("Recording. Stop");
    desk.refusal = { status: 503, code: "database_busy", detail: "The database is busy." };
    await press("Stop recording");
    expect((await screen.findByText("The database is busy.")).closest("[role=alert]")?.textContent).toContain(
      "The recording was not stopped",
    );
  });

  it("reads in More why nothing can be recorded here", async () => {
    const unavailable = { code: "recording_not_set_up", detail: "Recording is not set up on this site." };
    const { features } = recordableRoom();
    await nadiaIn(aRecording({ unavailable }), { features: { ...features, recording: false } });
    expect(screen.queryByRole("button", { name: /^Record\./ })).toBeNull();
    await press("More");
    const item = screen.getByRole("menuitem", { name: /^Record ?Recording is not set up on this site\.$/ });
    expect(item.getAttribute("aria-disabled")).toBe("true");
    expect(await violations()).toEqual([]);
  });

  it("has it in More, where the bar is narrow", async () => {
    await nadiaIn(aRecording());
    await press("More");
    await userEvent.click(screen.getByRole("menuitem", { name: /^Record\./ }));
    await waitFor(() => expect(desk.count("start")).toBe(1));
  });
});
