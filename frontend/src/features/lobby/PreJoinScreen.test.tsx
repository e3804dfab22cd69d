import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { violations } from "../../testing/axe";
import { atComputer } from "../../testing/browser";
import { button, openLobby, shut } from "../../testing/lobby";
import { BOOKING_PAGE, JONAS, NADIA, SAMIRA, sessionRoom } from "../../testing/people";
import { renderPage } from "../../testing/render";
import { roomAnswers, startServer } from "../../testing/server";
import { PreJoinScreen } from "./PreJoinScreen";

const server = startServer();
const desk = atComputer();

describe("the lobby of a session that is open", () => {
  it("names the session, its time, and who is inside", async () => {
    await openLobby(server, sessionRoom({ people: [{ ...NADIA, inside: true }] }));
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe(
      "Session with Dr.\u00a0Nadia\u00a0Rahman",
    );
    expect(screen.getByText(/^Today, /)).toBeTruthy();
    expect(screen.getByText("Dr. Rahman is in the room")).toBeTruthy();
    expect(document.title).toBe("Get ready – Session with Dr. Nadia Rahman");
  });

  it("says before the button who comes in, what is kept, and what others see", async () => {
    await openLobby(server, sessionRoom());
    expect(await screen.findByText("Only you and Dr. Rahman can enter.")).toBeTruthy();
    expect(screen.getByText("This session is not recorded.")).toBeTruthy();
    expect(await screen.findByText("You will be seen and heard when you join.")).toBeTruthy();
  });

  it("names everyone who can come in, assistants too", async () => {
    await openLobby(server, sessionRoom({ people: [NADIA, SAMIRA, JONAS] }));
    expect(await screen.findByText("Only you, Dr. Rahman and Samira Okafor can enter.")).toBeTruthy();
  });

  it("has one way in, two quieter ones, and nothing that axe finds", async () => {
    await openLobby(server, sessionRoom());
    expect(await button("Join session")).toBeTruthy();
    expect(await button("Join without camera")).toBeTruthy();
    expect(await button("Just listen")).toBeTruthy();
    expect(await screen.findByText("We hear you")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("speaks German to those who do", async () => {
    await openLobby(server, sessionRoom(), { language: "de" });
    expect(await button("Der Sitzung beitreten")).toBeTruthy();
    expect(screen.getByText("Dr. Rahman ist noch nicht da")).toBeTruthy();
  });

  it("offers help only where the host has some", async () => {
    await openLobby(server, sessionRoom());
    await button("Join session");
    expect(screen.queryByRole("link", { name: "Help" })).toBeNull();
  });

  it("leads to the host's help where there is some", async () => {
    const page = { ...BOOKING_PAGE, brand: { ...BOOKING_PAGE.brand, help_url: "/help/" } };
    await openLobby(server, sessionRoom(), { page });
    expect((await screen.findByRole("link", { name: "Help" })).getAttribute("href")).toBe("/help/");
  });
});

describe("before the room opens", () => {
  it("a countdown stands in Join's place, and devices can be tried", async () => {
    const retry_at = new Date(Date.now() + 761_000).toISOString();
    await openLobby(server, { ...shut("too_early", { retry_at }), server_time: new Date().toISOString() });
    const timer = await screen.findByRole("timer");
    expect(timer.textContent).toMatch(/^The room opens in12:[0-4]\d/);
    expect(timer.getAttribute("aria-label")).toMatch(/^Opens in 12 minutes, \d+ seconds?$/);
    expect(screen.queryByRole("button", { name: /^Join/ })).toBeNull();
    expect(await screen.findByText("We hear you")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("the countdown follows the server's clock, not this computer's", async () => {
    const server_time = "2026-11-24T13:32:19Z";
    await openLobby(server, { ...shut("too_early", { retry_at: "2026-11-24T13:45:00Z" }), server_time });
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
    await openLobby(server, { ...shut("too_early", { retry_at: "2026-11-27T12:45:00Z" }), server_time });
    expect(await screen.findByText(/^The room opens on Friday 27 November at /)).toBeTruthy();
    expect(screen.queryByRole("timer")).toBeNull();
  });

  it("a full room keeps Jonas at its door", async () => {
    await openLobby(server, shut("room_full"));
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
  ] as const)("for %s says: %s", async (code, title) => {
    await openLobby(server, shut(code));
    expect(await screen.findByRole("heading", { level: 1, name: title })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Back to Estuary" }).getAttribute("href")).toBe("/bookings/");
    expect(desk.computer.asked).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it("tells a stranger nothing but how to log in as somebody else", async () => {
    await openLobby(server, { status: 403, code: "not_a_participant" });
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
    await openLobby(server, shut("removed"), { page });
    expect(await screen.findByText(/write to help@estuary\.example/)).toBeTruthy();
  });

  it("that never was", async () => {
    await openLobby(server, { status: 404, code: "not_found" });
    expect(await screen.findByRole("heading", { name: "There is no such session" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

describe("trouble", () => {
  it("with the log-in leads to it", async () => {
    await openLobby(server, { status: 401, code: "not_authenticated" });
    expect(await screen.findByRole("heading", { name: "You are logged out" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Log in" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("with the server is said, and that nothing needs to be done", async () => {
    await openLobby(server, { status: 503, code: "database_busy" });
    expect(await screen.findByRole("heading", { name: "The page cannot reach us" })).toBeTruthy();
    expect(screen.getByText(/you need not do anything/)).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("with the browser is said before any device is touched", async () => {
    vi.stubGlobal("RTCPeerConnection", undefined);
    await openLobby(server, sessionRoom());
    expect(await screen.findByRole("heading", { name: "This browser cannot make video calls" })).toBeTruthy();
    expect(screen.getByText("Use the newest Firefox, Chrome, Edge or Safari.")).toBeTruthy();
    expect(desk.computer.asked).toEqual([]);
    expect(await violations()).toEqual([]);
  });
});
