import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { RoomInfo, RoomMe } from "../../api/shapes";
import { violations } from "../../testing/axe";
import { atComputer, loudness } from "../../testing/browser";
import { CAMERA, WEBCAM } from "../../testing/media";
import {
  BOOKING_PAGE,
  grantFor,
  JONAS,
  jonasIs,
  NADIA,
  SAMIRA,
  sessionRoom,
  webinarRoom,
} from "../../testing/people";
import { renderPage } from "../../testing/render";
import { joinAnswers, type Refusal, roomAnswers, startServer } from "../../testing/server";
import { PreJoinScreen } from "./PreJoinScreen";

const server = startServer();
const desk = atComputer();

/** Jonas opens the lobby; the room answers so. */
async function openLobby(
  room: RoomInfo | Refusal | "offline",
  options: Parameters<typeof renderPage>[1] = {},
) {
  server.use(roomAnswers(room));
  const onJoin = vi.fn();
  await renderPage(<PreJoinScreen onJoin={onJoin} />, options);
  return { onJoin, user: userEvent.setup() };
}

const shut = (code: RoomMe["code"], me: Partial<RoomMe> = {}) =>
  sessionRoom({ me: jonasIs({ can_join: false, code, detail: "words", ...me }) });

const button = (name: string | RegExp) => screen.findByRole("button", { name });

describe("the lobby of a session that is open", () => {
  it("names the session, its time, and who is inside", async () => {
    await openLobby(sessionRoom({ people: [{ ...NADIA, inside: true }] }));
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe(
      "Session with Dr.\u00a0Nadia\u00a0Rahman",
    );
    expect(screen.getByText(/^Today, /)).toBeTruthy();
    expect(screen.getByText("Dr. Rahman is in the room")).toBeTruthy();
    expect(document.title).toBe("Get ready – Session with Dr. Nadia Rahman");
  });

  it("says before the button who comes in, what is kept, and what others see", async () => {
    await openLobby(sessionRoom());
    expect(await screen.findByText("Only you and Dr. Rahman can enter.")).toBeTruthy();
    expect(screen.getByText("This session is not recorded.")).toBeTruthy();
    expect(await screen.findByText("You will be seen and heard when you join.")).toBeTruthy();
  });

  it("names everyone who can come in, assistants too", async () => {
    await openLobby(sessionRoom({ people: [NADIA, SAMIRA, JONAS] }));
    expect(await screen.findByText("Only you, Dr. Rahman and Samira Okafor can enter.")).toBeTruthy();
  });

  it("has one way in, two quieter ones, and nothing that axe finds", async () => {
    await openLobby(sessionRoom());
    expect(await button("Join session")).toBeTruthy();
    expect(await button("Join without camera")).toBeTruthy();
    expect(await button("Just listen")).toBeTruthy();
    expect(await screen.findByText("We hear you")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("speaks German to those who do", async () => {
    await openLobby(sessionRoom(), { language: "de" });
    expect(await button("Der Sitzung beitreten")).toBeTruthy();
    expect(screen.getByText("Dr. Rahman ist noch nicht da")).toBeTruthy();
  });

  it("offers help only where the host has some", async () => {
    await openLobby(sessionRoom());
    await button("Join session");
    expect(screen.queryByRole("link", { name: "Help" })).toBeNull();
  });

  it("leads to the host's help where there is some", async () => {
    const page = { ...BOOKING_PAGE, brand: { ...BOOKING_PAGE.brand, help_url: "/help/" } };
    await openLobby(sessionRoom(), { page });
    expect((await screen.findByRole("link", { name: "Help" })).getAttribute("href")).toBe("/help/");
  });
});

describe("devices", () => {
  it("can be chosen among, and the light of the first goes out", async () => {
    desk.computer.devices.push(WEBCAM);
    const { user } = await openLobby(sessionRoom());
    await user.click(await button(/FaceTime HD Camera/));
    await user.click(await screen.findByRole("option", { name: WEBCAM.label, hidden: false }));
    expect(await button(/Desk Webcam/)).toBeTruthy();
    await waitFor(() => expect(desk.computer.live.filter((track) => track.kind === "video")).toHaveLength(1));
    expect(desk.computer.live.find((track) => track.kind === "video")?.label).toBe(WEBCAM.label);
  });

  it("are switched on the mirror, and the button says what is and what a press does", async () => {
    const { user } = await openLobby(sessionRoom());
    await user.click(await button("Camera on. Turn off"));
    expect(await button("Camera off. Turn on")).toBeTruthy();
    expect(screen.getByText("Camera off. Others will see your name.")).toBeTruthy();
    expect(await button("Join without camera")).toBeTruthy();
    expect(screen.getByText("You will be heard, not seen, when you join.")).toBeTruthy();
  });

  it.each([
    ["NotAllowedError", "Permission denied", "denied", "Your browser blocks the camera"],
    [
      "NotAllowedError",
      "Permission denied by system",
      "granted",
      "Your computer does not let this browser use the camera",
    ],
    ["NotReadableError", "", "granted", "Another program uses the camera"],
    ["UnknownError", "", "granted", "The camera does not start"],
  ] as const)("a camera with %s %s costs the camera only", async (name, message, permission, title) => {
    desk.computer.breaks("video", name, message);
    desk.computer.setPermission("video", permission);
    await openLobby(sessionRoom());
    const help = (await screen.findByText(title)).closest("[role=alert]");
    expect(help).not.toBeNull();
    expect(await button("Join without camera")).toBeTruthy();
    expect(await button("Try the camera again")).toBeTruthy();
    expect(await screen.findByText("We hear you")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("that are missing are said to be, and the help goes when one is plugged in", async () => {
    desk.computer.devices = desk.computer.devices.filter((device) => device !== CAMERA);
    await openLobby(sessionRoom());
    expect(await screen.findByText("No camera found")).toBeTruthy();
    desk.computer.plugIn(CAMERA);
    await waitFor(() => expect(screen.queryByText("No camera found")).toBeNull());
    expect(await screen.findByText("Working")).toBeTruthy();
  });

  it("both blocked leave listening, and one question to try again", async () => {
    desk.computer.setPermission("video", "denied");
    desk.computer.setPermission("audio", "denied");
    const { user } = await openLobby(sessionRoom());
    expect(await button("Join and listen")).toBeTruthy();
    expect(screen.getByText("Your browser blocks the camera")).toBeTruthy();
    expect(screen.getByText("Your browser blocks the microphone")).toBeTruthy();
    expect(await violations()).toEqual([]);
    desk.computer.asked = [];
    await user.click(await button("Try camera and microphone again"));
    expect(Object.keys(desk.computer.asked[0] ?? {}).sort()).toEqual(["audio", "video"]);
  });

  it("a silent microphone is asked about", async () => {
    const now = performance.now.bind(performance);
    const began = now();
    vi.spyOn(performance, "now").mockImplementation(() => began + 20 * (now() - began));
    loudness.now = 0;
    await openLobby(sessionRoom());
    expect(await screen.findByText("Say something, or choose another microphone.")).toBeTruthy();
  });

  it("are nobody's business where one only watches", async () => {
    await openLobby(webinarRoom());
    expect(await button("Join webinar")).toBeTruthy();
    expect(screen.getByText("You watch. Nobody sees or hears you.")).toBeTruthy();
    expect(screen.getByText("61 people are inside")).toBeTruthy();
    expect(await button("Play a sound")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Mic|Camera/ })).toBeNull();
    expect(desk.computer.asked).toEqual([]);
    expect(await violations()).toEqual([]);
  });
});

describe("joining", () => {
  // The SDK is large and comes late; here it is there before anybody presses Join.
  beforeAll(() => import("../../livekit/handover"));
  const grant = grantFor(sessionRoom());

  it("hands over the tracks of the preview; nothing is asked a second time", async () => {
    server.use(joinAnswers(grant));
    const { onJoin, user } = await openLobby(sessionRoom());
    await screen.findByText("We hear you");
    await user.click(await button("Join session"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    const intent = onJoin.mock.calls[0]?.[0];
    expect(intent).toMatchObject({ mode: "video", grant: { token: grant.token } });
    expect(intent.camera.mediaStreamTrack).toBe(desk.computer.live.find((track) => track.kind === "video"));
    expect(intent.microphone.mediaStreamTrack).toBe(
      desk.computer.live.find((track) => track.kind === "audio"),
    );
    expect(desk.computer.asked).toHaveLength(1);
  });

  it.each([
    ["Join without camera", "audio", ["audio"]],
    ["Just listen", "listen", []],
  ])("%s turns off what will not be used", async (name, mode, live) => {
    server.use(joinAnswers(grant));
    const { onJoin, user } = await openLobby(sessionRoom());
    await screen.findByText("We hear you");
    await user.click(await button(name));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    expect(onJoin.mock.calls[0]?.[0].mode).toBe(mode);
    expect(desk.computer.live.map((track) => track.kind)).toEqual(live);
  });

  it("goes on by itself while the video service does not answer, and can be stopped", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }));
    const { onJoin, user } = await openLobby(sessionRoom());
    await user.click(await button("Join session"));
    expect(await screen.findByText(/^The video service does not answer\./)).toBeTruthy();
    const joining = await button("Joining …");
    expect(joining.getAttribute("aria-disabled")).toBe("true");
    expect(await violations()).toEqual([]);
    await user.click(await button("Stop trying"));
    expect(await button("Join session")).toBeTruthy();
    expect(onJoin).not.toHaveBeenCalled();
  });

  it("gets in when the video service is back", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }, grant));
    const { onJoin, user } = await openLobby(sessionRoom());
    await user.click(await button("Join session"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });

  it("that is refused at the last moment shows why", async () => {
    server.use(joinAnswers({ status: 410, code: "room_ended" }));
    const { user } = await openLobby(sessionRoom());
    await button("Join session");
    server.use(roomAnswers(shut("room_ended")));
    await user.click(await button("Join session"));
    expect(await screen.findByRole("heading", { name: "This session has ended" })).toBeTruthy();
    expect(desk.computer.live).toEqual([]);
  });

  it("too often in a row waits as the server asks, and says so", async () => {
    server.use(joinAnswers({ status: 429, code: "throttled" }, grant));
    const { onJoin, user } = await openLobby(sessionRoom());
    await user.click(await button("Join session"));
    expect(await screen.findByText(/^Too many attempts in a short time\./)).toBeTruthy();
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });

  it("a moment too late for the last seat is told so", async () => {
    server.use(joinAnswers({ status: 409, code: "room_full" }));
    const { user } = await openLobby(sessionRoom());
    await user.click(await button("Join session"));
    expect(await screen.findByText(/^Somebody took the last seat\./)).toBeTruthy();
  });

  it("that hits a fault of ours says so with a code, and can be repeated", async () => {
    server.use(joinAnswers({ status: 500, code: "http_500" }, grant));
    const { onJoin, user } = await openLobby(sessionRoom());
    await user.click(await button("Join session"));
    const notice = await screen.findByText(/tell us this code: http_500/);
    expect(notice).toBeTruthy();
    await user.click(await button("Join session"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });
});

describe("before the room opens", () => {
  it("a countdown stands in Join's place, and devices can be tried", async () => {
    const retry_at = new Date(Date.now() + 761_000).toISOString();
    await openLobby({ ...shut("too_early", { retry_at }), server_time: new Date().toISOString() });
    const timer = await screen.findByRole("timer");
    expect(timer.textContent).toMatch(/^The room opens in12:[0-4]\d/);
    expect(timer.getAttribute("aria-label")).toMatch(/^Opens in 12 minutes, \d+ seconds?$/);
    expect(screen.queryByRole("button", { name: /^Join/ })).toBeNull();
    expect(await screen.findByText("We hear you")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("the countdown follows the server's clock, not this computer's", async () => {
    const server_time = "2026-11-24T13:32:19Z";
    await openLobby({ ...shut("too_early", { retry_at: "2026-11-24T13:45:00Z" }), server_time });
    expect((await screen.findByRole("timer")).textContent).toMatch(/12:[0-4]\d/);
  });

  it("the countdown turns into Join by itself, and says so", async () => {
    const retry_at = new Date(Date.now() + 4_000).toISOString();
    server.use(
      roomAnswers(
        { ...shut("too_early", { retry_at }), server_time: new Date().toISOString() },
        sessionRoom(),
      ),
    );
    await renderPage(<PreJoinScreen onJoin={vi.fn()} />);
    await screen.findByRole("timer");
    expect(await screen.findByRole("button", { name: "Join session" })).toBeTruthy();
    expect(await screen.findByText("The room is open. You can join now.")).toBeTruthy();
  });

  it("a day before, the date is said instead of hours", async () => {
    const server_time = "2026-11-24T13:00:00Z";
    await openLobby({ ...shut("too_early", { retry_at: "2026-11-27T12:45:00Z" }), server_time });
    expect(await screen.findByText(/^The room opens on Friday 27 November at /)).toBeTruthy();
    expect(screen.queryByRole("timer")).toBeNull();
  });

  it("a full room keeps Jonas at its door", async () => {
    await openLobby(shut("room_full"));
    const notice = (await screen.findByText("The room is full")).closest("[role=status]") as HTMLElement;
    expect(within(notice).getByText("Wait here; Join appears when a seat is free.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Join/ })).toBeNull();
    expect(await violations()).toEqual([]);
  });
});

describe("a closed door", () => {
  it.each([
    ["booking_cancelled", "This session was cancelled"],
    ["booking_not_confirmed", "This booking is not confirmed yet"],
    ["room_ended", "This session has ended"],
    ["removed", "You were removed from the session"],
    ["not_allowed", "This session has no time yet"],
    ["consent_required", "You cannot enter this room"],
  ] as const)("for %s says: %s", async (code, title) => {
    await openLobby(shut(code));
    expect(await screen.findByRole("heading", { level: 1, name: title })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Back to Estuary" }).getAttribute("href")).toBe("/bookings/");
    expect(desk.computer.asked).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it("tells a stranger nothing but how to log in as somebody else", async () => {
    await openLobby({ status: 403, code: "not_a_participant" });
    expect(
      await screen.findByRole("heading", { name: "This session belongs to somebody else’s booking" }),
    ).toBeTruthy();
    const link = screen.getByRole("link", { name: "Log in with another account" });
    expect(link.getAttribute("href")).toBe("/login/?next=%2Froom%2Fbooking%2F12%2Flobby");
    expect(document.body.textContent).not.toContain("Rahman");
    expect(await violations()).toEqual([]);
  });

  it("names whom to write to, where the host gives an address", async () => {
    const page = { ...BOOKING_PAGE, brand: { ...BOOKING_PAGE.brand, contact: "help@estuary.example" } };
    await openLobby(shut("removed"), { page });
    expect(await screen.findByText(/write to help@estuary\.example/)).toBeTruthy();
  });

  it("that never was", async () => {
    await openLobby({ status: 404, code: "not_found" });
    expect(await screen.findByRole("heading", { name: "There is no such session" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

describe("trouble", () => {
  it("with the log-in leads to it", async () => {
    await openLobby({ status: 401, code: "not_authenticated" });
    expect(await screen.findByRole("heading", { name: "You are logged out" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Log in" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("with the server is said, and that nothing needs to be done", async () => {
    await openLobby({ status: 503, code: "database_busy" });
    expect(await screen.findByRole("heading", { name: "The page cannot reach us" })).toBeTruthy();
    expect(screen.getByText(/you need not do anything/)).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("with the browser is said before any device is touched", async () => {
    vi.stubGlobal("RTCPeerConnection", undefined);
    await openLobby(sessionRoom());
    expect(await screen.findByRole("heading", { name: "This browser cannot make video calls" })).toBeTruthy();
    expect(screen.getByText("Use the newest Firefox, Chrome, Edge or Safari.")).toBeTruthy();
    expect(desk.computer.asked).toEqual([]);
    expect(await violations()).toEqual([]);
  });
});
