import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { StrictMode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallEnding } from "../../api/ending";
import type { JoinGrant } from "../../api/shapes";
import type { JoinIntent } from "../../livekit/joinIntent";
import type { Person, RoomSnapshot } from "../../livekit/room";
import { aPerson, blankPicture, FakeRoom } from "../../livekit/roomFake";
import { violations } from "../../testing/axe";
import { BOOKING_PAGE, grantFor, jonasIs, sessionRoom, webinarRoom } from "../../testing/people";
import { renderPage } from "../../testing/render";
import { joinAnswers, roomAnswers, startServer } from "../../testing/server";
import { giveStage } from "../../testing/stage";
import CallPage from "./CallPage";

const server = startServer();
const room = sessionRoom();
const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", joinedAt: 1 });
const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", isSelf: true, joinedAt: 2 });
const samira = aPerson({ id: "p-samira", name: "Samira Okafor", role: "host", joinedAt: 3 });

let fake: FakeRoom;
let endings: CallEnding[];
/** Whether this browser can show a screen. */
let canShare: boolean;

beforeEach(() => {
  giveStage(1248, 656);
  vi.useFakeTimers({ now: Date.parse("2026-11-24T13:24:10Z"), toFake: ["Date"] });
  endings = [];
  canShare = false;
  Object.defineProperty(navigator, "mediaDevices", {
    configurable: true,
    get: () => ({
      ...(canShare ? { getDisplayMedia: () => undefined } : {}),
      enumerateDevices: async () => [],
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }),
  });
  // Nothing is painted in these tests, so there is nothing to keep of a video either.
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function intent(grant: JoinGrant): JoinIntent {
  return {
    mode: "video",
    grant,
    camera: null,
    microphone: null,
    cameraDeviceId: null,
    microphoneDeviceId: null,
    speakerDeviceId: null,
  };
}

interface Scene {
  people?: Person[];
  grant?: JoinGrant;
  snapshot?: Partial<RoomSnapshot>;
  language?: "en" | "de";
}

const grantOf = (changes: Partial<JoinGrant> = {}) =>
  grantFor(sessionRoom({ server_time: "2026-11-24T13:24:10Z" }), changes);

const hostGrant = () =>
  grantOf({
    participant_id: "p-nadia",
    name: "Dr. Nadia Rahman",
    role: "host",
    permissions: { ...grantOf().permissions, can_moderate: true },
  });

async function enter({ people = [nadia, jonas], grant = grantOf(), snapshot, language }: Scene = {}) {
  fake = new FakeRoom({ people, ...snapshot });
  await renderPage(
    <StrictMode>
      <CallPage
        page={BOOKING_PAGE}
        join={intent(grant)}
        onEnded={(ending) => endings.push(ending)}
        makeRoom={() => fake}
      />
    </StrictMode>,
    { language, at: BOOKING_PAGE.routes.call },
  );
  await screen.findByText(/connection|Connected|Verbindung|Verbunden/i);
}

const show = (change: Partial<RoomSnapshot>) => act(() => fake.show(change));
const tile = (name: RegExp) => screen.getByRole("article", { name });

describe("a conversation of two", () => {
  it("shows the other large, oneself in a corner, the name, the time and the line", async () => {
    await enter();
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: "Dr. Nadia Rahman" }));
    expect(screen.getByText("24:10")).toBeTruthy();
    expect(screen.getByText("24 of 50 minutes")).toBeTruthy();
    expect(screen.getByText("Good connection")).toBeTruthy();
    expect(tile(/^Dr. Nadia Rahman, host$/)).toBeTruthy();
    expect(
      within(screen.getByRole("group", { name: "Your own picture" })).getByRole("article", { name: "You" }),
    ).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("goes in once, although strict mode draws everything twice", async () => {
    await enter();
    expect(fake.asked.filter((what) => what.startsWith("connect"))).toEqual(["connect a.b.c"]);
    expect(fake.asked).not.toContain("leave");
  });

  it("says in words who is not there yet, and keeps one's own place", async () => {
    await enter({ people: [jonas] });
    expect(screen.getByRole("heading", { name: "Dr. Rahman is not here yet" })).toBeTruthy();
    expect(tile(/^You$/)).toBeTruthy();
    expect(await violations()).toEqual([]);
    show({ people: [{ ...nadia, joinedAt: 9 }, jonas] });
    expect(screen.queryByText(/not here yet/)).toBeNull();
    expect(await screen.findByText("Dr. Nadia Rahman came in.")).toBeTruthy();
  });

  it("says when the other is gone", async () => {
    await enter();
    show({ people: [jonas] });
    expect(screen.getByRole("heading", { name: "Dr. Rahman is not in the room any more" })).toBeTruthy();
    expect(await screen.findByText("Dr. Nadia Rahman left.")).toBeTruthy();
  });

  it("turns into a grid with a third person, without tearing down the pictures", async () => {
    await enter();
    const before = tile(/^You/);
    show({ people: [nadia, samira, jonas] });
    expect(screen.getAllByRole("article").map((one) => one.getAttribute("aria-label"))).toEqual([
      "Dr. Nadia Rahman, host",
      "Samira Okafor, host",
      "You",
    ]);
    expect(tile(/^You/)).toBe(before);
    expect(screen.getByRole("button", { name: "People, 3" })).toBeTruthy();
  });

  it("speaks German", async () => {
    await enter({ people: [jonas], language: "de" });
    expect(screen.getByRole("heading", { name: "Dr. Rahman ist noch nicht da" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Mikro an. Ausschalten" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

describe("a webinar", () => {
  const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host", joinedAt: 1 });
  const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", role: "viewer", camera: null, joinedAt: 2 });
  const watching = { ...jonas, role: "viewer", camera: null, micOn: false } as const;
  const grant = () => grantFor(webinarRoom({ server_time: "2026-11-24T13:24:10Z" }), { role: "viewer" });

  it("says whom one waits for before anybody is on stage, however many watch", async () => {
    await enter({ people: [mara, watching], grant: grant() });
    expect(screen.getByRole("heading", { level: 1, name: "Sleep and the anxious mind" })).toBeTruthy();
    expect(screen.getByRole("heading", { name: "Elena Marchetti is not here yet" })).toBeTruthy();
    expect(screen.queryByRole("article")).toBeNull();
    expect(await violations()).toEqual([]);
    show({ people: [{ ...elena, camera: null }, mara, watching] });
    expect(screen.queryByText(/not here yet/)).toBeNull();
    expect(tile(/^Elena Marchetti, host, camera off$/)).toBeTruthy();
    show({ people: [mara, watching] });
    expect(screen.getByRole("heading", { name: "Elena Marchetti is not in the room any more" })).toBeTruthy();
  });

  it("says so without a name where two lead it", async () => {
    const room = webinarRoom();
    const two = [...room.people, { id: "p-samira", name: "Samira Okafor", role: "host", inside: false }];
    await enter({
      people: [watching],
      grant: grantFor({ ...room, people: two as typeof room.people }, { role: "viewer" }),
    });
    expect(screen.getByRole("heading", { name: "Nobody is on stage yet" })).toBeTruthy();
    show({ people: [elena, watching] });
    show({ people: [watching] });
    expect(screen.getByRole("heading", { name: "Nobody is on stage any more" })).toBeTruthy();
  });

  it("shows whoever is on stage alone to themselves, without words over the face", async () => {
    await enter({
      people: [{ ...elena, isSelf: true }, mara],
      grant: grantFor(webinarRoom(), { participant_id: "p-elena", name: "Elena Marchetti", role: "host" }),
    });
    expect(tile(/^You$/)).toBeTruthy();
    expect(screen.queryByRole("heading", { level: 2 })).toBeNull();
  });
});

describe("a shared screen", () => {
  it("takes the stage, and the top line says whose it is", async () => {
    await enter();
    show({ people: [{ ...nadia, screen: blankPicture("slides") }, jonas] });
    expect(screen.getByRole("figure", { name: "Screen of Dr. Nadia Rahman" })).toBeTruthy();
    expect(screen.getByText("You see Dr. Rahman’s screen")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("of oneself is not shown to oneself, and can be stopped", async () => {
    canShare = true;
    await enter();
    await userEvent.click(screen.getByRole("button", { name: "Share. Show your screen" }));
    expect(screen.queryByRole("figure")).toBeNull();
    expect(screen.getByText("You share your screen", { selector: ".chip *" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Stop sharing your screen" }));
    expect(fake.asked.slice(-2)).toEqual(["share", "stop sharing"]);
  });

  it("has no button where the browser cannot, or the role may not", async () => {
    await enter();
    expect(screen.queryByRole("button", { name: /Share/ })).toBeNull();
  });
});

describe("the line", () => {
  it("is being mended: words over the picture, and it is told", async () => {
    await enter();
    show({ link: "restarting" });
    const words = "Reconnecting. Dr. Rahman sees that you are coming back.";
    expect(screen.getByText(words, { selector: ".banner *" })).toBeTruthy();
    expect(screen.getByText("Reconnecting", { selector: ".chip *" })).toBeTruthy();
    expect(await screen.findByText(words, { selector: "[role=status]" })).toBeTruthy();
    expect(tile(/Rahman/).classList.contains("frozen")).toBe(true);
    expect(tile(/You/).classList.contains("frozen")).toBe(false);
    expect(await violations()).toEqual([]);
    show({ link: "up" });
    expect(await screen.findByText("You are connected again.")).toBeTruthy();
    expect(tile(/Rahman/).classList.contains("frozen")).toBe(false);
  });

  it("comes back by itself with a fresh token, and keeps what was on", async () => {
    server.use(joinAnswers(grantOf({ token: "fresh" })));
    await enter({ snapshot: { microphone: { on: false, busy: false, deviceId: null } } });
    act(() => fake.breakDown("unexpected"));
    await waitFor(() => expect(fake.asked).toContain("connect fresh"));
    expect(await screen.findByText("Good connection")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Mic off. Turn on" })).toBeTruthy();
    expect(fake.asked).not.toContain("leave");
  });

  it("says that the video service is down, and that nobody need do anything", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }));
    await enter();
    act(() => fake.breakDown("unexpected"));
    const words = /The video service does not answer/;
    expect(await screen.findByText(words, { selector: ".banner *" })).toBeTruthy();
  });

  it("is lost after a minute: words over the last picture, and a way back", async () => {
    server.use(joinAnswers("offline"));
    await enter();
    act(() => fake.breakDown("unexpected"));
    await screen.findByText("Reconnecting", { selector: ".chip *" });
    vi.setSystemTime(Date.now() + 61_000);
    expect(
      await screen.findByRole("heading", { name: "The connection is lost" }, { timeout: 8_000 }),
    ).toBeTruthy();
    expect(screen.getByText(/Dr. Rahman was still in the room, and your place is kept/)).toBeTruthy();
    expect(screen.getByText("Not connected")).toBeTruthy();
    expect(tile(/Rahman/).classList.contains("frozen")).toBe(true);
    expect(await violations()).toEqual([]);
    server.use(joinAnswers(grantOf({ token: "again" })));
    await userEvent.click(screen.getByRole("button", { name: "Rejoin" }));
    await waitFor(() => expect(fake.asked).toContain("connect again"));
  });

  it("is weak for a while: it says what helps, and does it", async () => {
    vi.useRealTimers();
    await enter();
    show({ people: [nadia, { ...jonas, quality: "weak" }] });
    expect(screen.queryByText(/Your connection is weak/)).toBeNull();
    const help = await screen.findByRole("button", { name: "Camera off" }, { timeout: 5_000 });
    expect(screen.getByText("Weak connection")).toBeTruthy();
    expect(await violations()).toEqual([]);
    await userEvent.click(help);
    expect(fake.asked).toContain("camera off");
  });
});

describe("put out", () => {
  it("by the host who ended the session: it is over, and the page after it knows", async () => {
    server.use(
      roomAnswers({ ...room, status: "ended", me: jonasIs({ can_join: false, code: "room_ended" }) }),
    );
    await enter();
    act(() => fake.breakDown("deleted"));
    await waitFor(() => expect(endings).toHaveLength(1));
    expect(endings[0]).toMatchObject({ how: "closed", joinedAt: Date.parse("2026-11-24T13:24:10Z") });
    expect(fake.asked).toContain("leave");
  });

  it("because the same person came in elsewhere: no fight", async () => {
    await enter();
    act(() => fake.breakDown("duplicate"));
    await waitFor(() => expect(endings).toMatchObject([{ how: "duplicate" }]));
  });

  it("and refused on the way back, with the code of the refusal", async () => {
    server.use(joinAnswers({ status: 403, code: "booking_cancelled" }));
    await enter();
    act(() => fake.breakDown("unexpected"));
    await waitFor(() => expect(endings).toMatchObject([{ how: "refused", code: "booking_cancelled" }]));
  });
});

describe("the controls", () => {
  it("turn microphone and camera off and on; the name says the state and what a press does", async () => {
    await enter();
    await userEvent.click(screen.getByRole("button", { name: "Mic on. Turn off" }));
    await userEvent.click(screen.getByRole("button", { name: "Mic off. Turn on" }));
    await userEvent.click(screen.getByRole("button", { name: "Camera on. Turn off" }));
    expect(fake.asked.slice(-3)).toEqual(["microphone off", "microphone on", "camera off"]);
    expect(tile(/^You, camera off$/)).toBeTruthy();
    expect(await screen.findByText("Your camera is off.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Camera off. Turn on" })).toBeTruthy();
  });

  it("have nothing to publish with for somebody who watches", async () => {
    const grant = grantOf({
      role: "viewer",
      permissions: { ...grantOf().permissions, can_publish: false, can_publish_sources: [] },
    });
    await enter({ grant, people: [nadia, { ...jonas, role: "viewer", camera: null, micOn: false }] });
    expect(screen.queryByRole("button", { name: /Mic|Camera|Share/ })).toBeNull();
    expect(screen.queryByRole("article", { name: /You/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Leave" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("start the sound that the browser held back", async () => {
    await enter({ snapshot: { canPlaySound: false } });
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Start sound" }));
    expect(fake.asked).toContain("start sound");
    expect(screen.queryByRole("button", { name: "Start sound" })).toBeNull();
  });

  it("tell when a device is gone, in words, and close the notice on a press", async () => {
    await enter();
    act(() => fake.notice({ kind: "replaced", device: "microphone", label: "Built-in" }));
    expect(
      screen.getByText("Your microphone is gone. “Built-in” is used now.", { selector: "p" }),
    ).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Close this notice" }));
    expect(screen.queryByText(/Built-in/, { selector: "p" })).toBeNull();
  });
});

describe("leaving", () => {
  it("says so at once, and is over when the room is left", async () => {
    await enter();
    let gone: () => void = () => undefined;
    fake.leave = () =>
      new Promise((resolve) => {
        gone = resolve;
      });
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(screen.getByText("Leaving…", { selector: ".over *" })).toBeTruthy();
    expect(endings).toEqual([]);
    await act(async () => gone());
    expect(endings).toMatchObject([{ how: "left" }]);
  });
});

describe("Dr. Rahman, who leads it", () => {
  const asHost: Scene = {
    people: [
      { ...nadia, isSelf: true },
      { ...jonas, isSelf: false },
    ],
    get grant() {
      return hostGrant();
    },
  };

  it("is asked once more before everybody is put out, with their number", async () => {
    let ended = 0;
    server.use(
      http.post("*/api/v1/rooms/:uuid/end/", () => {
        ended += 1;
        return HttpResponse.json({ ...room, status: "ended" });
      }),
    );
    await enter(asHost);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    await userEvent.click(screen.getByRole("menuitem", { name: /End for everyone/ }));
    const question = screen.getByRole("alertdialog", { name: "End the session for everyone?" });
    expect(question.textContent).toContain("You and one other person leave the room.");
    expect(ended).toBe(0);
    expect(await violations()).toEqual([]);
    await userEvent.click(within(question).getByRole("button", { name: "End for everyone" }));
    await waitFor(() => expect(endings).toMatchObject([{ how: "ended" }]));
    expect(ended).toBe(1);
  });

  it("stays inside when the session cannot be ended, and is told why", async () => {
    server.use(
      http.post("*/api/v1/rooms/:uuid/end/", () =>
        HttpResponse.json({ code: "database_busy", detail: "The database is busy." }, { status: 503 }),
      ),
    );
    await enter(asHost);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    await userEvent.click(screen.getByRole("menuitem", { name: /End for everyone/ }));
    await userEvent.click(screen.getByRole("button", { name: "End for everyone" }));
    expect(await screen.findByText("The database is busy.")).toBeTruthy();
    expect(endings).toEqual([]);
  });

  it("may also just leave, and the others stay", async () => {
    await enter(asHost);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("menuitem", { name: /^Leave/ }));
    await waitFor(() => expect(endings).toMatchObject([{ how: "left" }]));
  });

  it("opens the list of people and gets the focus back where it was", async () => {
    server.use(
      http.get("*/api/v1/rooms/:uuid/participants/", () =>
        HttpResponse.json({ next: null, previous: null, results: [] }),
      ),
    );
    await enter(asHost);
    const button = screen.getByRole("button", { name: "People, 2" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await userEvent.click(button);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    const panel = screen.getByRole("complementary", { name: /People/ });
    expect(document.activeElement).toBe(within(panel).getByRole("heading", { name: /People/ }));
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(button);
    expect(screen.queryByRole("complementary")).toBeNull();
  });
});
