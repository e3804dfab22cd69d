import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { CallEnding } from "../../api/ending";
import type { PageConfig } from "../../api/page";
import type { RoomInfo } from "../../api/shapes";
import { violations } from "../../testing/axe";
import { BOOKING_PAGE, JONAS, jonasIs, NADIA, SAMIRA, sessionRoom } from "../../testing/people";
import { renderPage } from "../../testing/render";
import { roomAnswers, startServer } from "../../testing/server";
import { AfterPage } from "./AfterPage";

const server = startServer();
const DAY = Date.parse("2026-11-24T13:31:00Z");

interface Case {
  room?: RoomInfo | "offline";
  more?: Partial<CallEnding>;
  page?: PageConfig;
  language?: "en" | "de";
}

async function comeOut(
  how: CallEnding["how"],
  { room = sessionRoom(), more = {}, page, language }: Case = {},
) {
  server.use(roomAnswers(room));
  const ending: CallEnding = { how, joinedAt: DAY - 31 * 60_000, endedAt: DAY, ...more };
  await renderPage(<AfterPage ending={ending} onRejoin={vi.fn()} />, { page, language });
}

const over = (end_reason: RoomInfo["end_reason"]) =>
  sessionRoom({
    status: "ended",
    end_reason,
    ended_by_name: end_reason === "host" ? NADIA.name : null,
    me: jonasIs({ can_join: false, code: "room_ended" }),
  });

const title = (name: string) => screen.findByRole("heading", { level: 1, name });
const rejoin = () => screen.queryByRole("button", { name: /Rejoin|Continue here/ });

describe("the page after the call", () => {
  it.each([
    ["closed", over("host"), "Dr. Rahman ended the session"],
    ["ended", over("host"), "You ended the session"],
    ["closed", over("schedule"), "The session is over"],
    ["closed", over("operator"), "The session was ended"],
    ["closed", over("cancelled"), "The session was cancelled"],
    ["closed", over("moved"), "The session was moved"],
    ["removed", sessionRoom(), "You were removed from the session"],
    ["refused", sessionRoom(), "You are no longer in the session"],
  ] as const)(
    "when it was %s says who or what did it, and offers no way back in",
    async (how, room, name) => {
      await comeOut(how, { room });
      expect(await title(name)).toBeTruthy();
      expect(rejoin()).toBeNull();
      expect(screen.getByRole("link", { name: "Back to Estuary" })).toBeTruthy();
      expect(await violations()).toEqual([]);
    },
  );

  it("leads back to where the host wants people afterwards", async () => {
    await comeOut("left");
    await screen.findByText(/Nobody is inside now/);
    expect(screen.getByRole("link", { name: "Back to Estuary" }).getAttribute("href")).toBe("/bookings/");
  });

  it("leads home while the server is silent", async () => {
    await comeOut("left", { room: "offline" });
    expect((await screen.findByRole("link", { name: "Back to Estuary" })).getAttribute("href")).toBe("/");
  });

  it("moves the focus to what happened", async () => {
    await comeOut("left");
    expect(document.activeElement).toBe(await title("You left the session"));
  });

  it("says when the room closes, to somebody who left last", async () => {
    await comeOut("left");
    expect(await screen.findByText(/you can go back until \d\d:\d\d\.$/)).toBeTruthy();
    expect(rejoin()).not.toBeNull();
  });

  it("says when the network went, and who is still inside", async () => {
    const people = [{ ...NADIA, inside: true }, { ...SAMIRA, inside: true }, JONAS];
    await comeOut("lost", { room: sessionRoom({ people }) });
    expect(
      await screen.findByText(/Dr\. Rahman and Samira Okafor are still in the room and your place is kept/),
    ).toBeTruthy();
    expect(rejoin()).not.toBeNull();
  });

  it("lets somebody who came in elsewhere take it back", async () => {
    await comeOut("duplicate");
    expect(await title("You are in this session somewhere else")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Continue here" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("names whom to write to after a removal, where the host gives an address", async () => {
    const page = { ...BOOKING_PAGE, brand: { ...BOOKING_PAGE.brand, contact: "help@estuary.example" } };
    await comeOut("removed", { page });
    expect(await screen.findByText(/write to help@estuary\.example/)).toBeTruthy();
  });

  it("gives support the code of a refusal", async () => {
    await comeOut("refused", { more: { code: "not_allowed" } });
    expect(await screen.findByText(/gave this reason: not_allowed/)).toBeTruthy();
  });

  it("counts no time for somebody who never got in", async () => {
    await comeOut("refused", { more: { joinedAt: null } });
    await title("You are no longer in the session");
    expect(screen.queryByText("This time you were inside")).toBeNull();
  });

  it("speaks German, too", async () => {
    await comeOut("closed", { room: over("host"), language: "de" });
    expect(await title("Dr. Rahman hat die Sitzung beendet")).toBeTruthy();
    expect(screen.getByText("31 Min.")).toBeTruthy();
  });
});
