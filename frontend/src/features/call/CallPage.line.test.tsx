import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, jonas, nadia, scene, show, tile } from "../../testing/call";
import { jonasIs, sessionRoom } from "../../testing/people";
import { joinAnswers, roomAnswers, startServer } from "../../testing/server";

const server = startServer();
atCall();
const room = sessionRoom();

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

  it("promises nothing about the other one who was out already", async () => {
    await enter({ people: [{ ...nadia, quality: "lost" }, jonas] });
    show({ link: "restarting" });
    expect(screen.getByText("Reconnecting. Your place is kept.", { selector: ".banner *" })).toBeTruthy();
  });

  it("promises nothing about the other one when it is gone for good, and a new one is made", async () => {
    server.use(joinAnswers("offline"));
    await enter();
    act(() => scene.room.breakDown("unexpected"));
    expect(
      await screen.findByText("Reconnecting. Your place is kept.", { selector: ".banner *" }),
    ).toBeTruthy();
  });

  it("comes back by itself with a fresh token, and keeps what was on", async () => {
    server.use(joinAnswers(grantOf({ token: "fresh" })));
    await enter({ snapshot: { microphone: { on: false, busy: false, deviceId: null } } });
    act(() => scene.room.breakDown("unexpected"));
    await waitFor(() => expect(scene.room.asked).toContain("connect fresh"));
    expect(await screen.findByText("Good connection")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Mic off. Turn on" })).toBeTruthy();
    expect(scene.room.asked).not.toContain("leave");
  });

  it("says that the video service is down, and that nobody need do anything", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }));
    await enter();
    act(() => scene.room.breakDown("unexpected"));
    const words = /The video service does not answer/;
    expect(await screen.findByText(words, { selector: ".banner *" })).toBeTruthy();
  });

  it("is lost after a minute: words over the last picture, and a way back", async () => {
    server.use(joinAnswers("offline"));
    await enter();
    act(() => scene.room.breakDown("unexpected"));
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
    await waitFor(() => expect(scene.room.asked).toContain("connect again"));
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
    expect(scene.room.asked).toContain("camera off");
  });
});

describe("put out", () => {
  it("by the host who ended the session: it is over, and the page after it knows", async () => {
    server.use(
      roomAnswers({ ...room, status: "ended", me: jonasIs({ can_join: false, code: "room_ended" }) }),
    );
    await enter();
    act(() => scene.room.breakDown("deleted"));
    await waitFor(() => expect(scene.endings).toHaveLength(1));
    expect(scene.endings[0]).toMatchObject({ how: "closed", joinedAt: Date.parse("2026-11-24T13:24:10Z") });
    expect(scene.room.asked).toContain("leave");
  });

  it("because the same person came in elsewhere: no fight", async () => {
    await enter();
    act(() => scene.room.breakDown("duplicate"));
    await waitFor(() => expect(scene.endings).toMatchObject([{ how: "duplicate" }]));
  });

  it("and refused on the way back, with the code of the refusal", async () => {
    server.use(joinAnswers({ status: 403, code: "booking_cancelled" }));
    await enter();
    act(() => scene.room.breakDown("unexpected"));
    await waitFor(() => expect(scene.endings).toMatchObject([{ how: "refused", code: "booking_cancelled" }]));
  });
});
