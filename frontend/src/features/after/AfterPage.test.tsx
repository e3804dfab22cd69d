import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CallEnding } from "../../api/ending";
import type { PageConfig } from "../../api/page";
import type { RoomInfo } from "../../api/shapes";
import { violations } from "../../testing/axe";
import { BOOKING_PAGE, JONAS, jonasIs, myStatement, NADIA, SAMIRA, sessionRoom } from "../../testing/people";
import { renderPage } from "../../testing/render";
import { mineAnswers, roomAnswers, startServer } from "../../testing/server";
import { AfterPage } from "./AfterPage";

const server = startServer();
const DAY = Date.parse("2026-11-24T13:31:00Z");

type Word = RoomInfo | "offline";

interface Case {
  /** The server's word, or its words in turn. */
  room?: Word | Word[];
  more?: Partial<CallEnding>;
  page?: PageConfig;
  language?: "en" | "de";
  onlyWatched?: boolean;
}

async function comeOut(
  how: CallEnding["how"],
  { room = sessionRoom(), more = {}, page, language, onlyWatched = false }: Case = {},
) {
  server.use(roomAnswers(...[room].flat()));
  const ending: CallEnding = { how, joinedAt: DAY - 31 * 60_000, endedAt: DAY, ...more };
  const onRejoin = vi.fn();
  await renderPage(<AfterPage ending={ending} onlyWatched={onlyWatched} onRejoin={onRejoin} />, {
    page,
    language,
  });
  return onRejoin;
}

const over = (end_reason: RoomInfo["end_reason"]) =>
  sessionRoom({
    status: "ended",
    end_reason,
    ended_by_name: end_reason === "host" ? NADIA.name : null,
    me: jonasIs({ can_join: false, code: "room_ended" }),
  });

const removed = sessionRoom({ me: jonasIs({ can_join: false, code: "removed", removed: true }) });

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
    ["removed", removed, "You were removed from the session"],
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
    await comeOut("removed", { room: removed, page });
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

  it("tells the time of the whole session, not of the last visit alone", async () => {
    server.use(mineAnswers(myStatement({ total_seconds: 48 * 60 })));
    await comeOut("left");
    expect(await screen.findByText("You were inside")).toBeTruthy();
    expect(screen.getByText("48 min")).toBeTruthy();
    expect(screen.queryByText("This time you were inside")).toBeNull();
  });

  it("tells that of this visit while the server knows nothing better", async () => {
    server.use(mineAnswers(myStatement({ total_seconds: 0, first_joined_at: null, visits: [] })));
    await comeOut("left");
    await screen.findByText(/Nobody is inside now/);
    expect(screen.getByText("This time you were inside").nextElementSibling?.textContent).toBe("31 min");
  });

  it("speaks German, too", async () => {
    await comeOut("closed", { room: over("host"), language: "de" });
    expect(await title("Dr. Rahman hat die Sitzung beendet")).toBeTruthy();
    expect(screen.getByText("31 Min.")).toBeTruthy();
  });
});

describe("somebody who was removed", () => {
  const asked = vi.fn();

  /** Jonas is removed; the server's answers come in turn, and ten seconds pass when the test says so. */
  async function isRemoved(answers: Word[], language?: "de") {
    vi.useFakeTimers({ now: DAY + 1_000, toFake: ["Date", "setInterval", "clearInterval"] });
    server.events.on("request:start", ({ request }) => {
      if (!request.url.includes("/statement/")) asked();
    });
    return comeOut("removed", { room: answers, language });
  }

  const tenSecondsPass = () => act(() => vi.advanceTimersByTime(10_000));
  const theTabIs = (visibilityState: DocumentVisibilityState) =>
    vi.spyOn(document, "visibilityState", "get").mockReturnValue(visibilityState);

  afterEach(() => {
    vi.useRealTimers();
    server.events.removeAllListeners();
    asked.mockClear();
  });

  it.each([
    [undefined, "You were let back in", "Rejoin"],
    ["de", "Sie dürfen wieder hinein", "Wieder beitreten"],
  ] as const)("hears in time that there is a way back (%s)", async (language, name, way) => {
    const onRejoin = await isRemoved([removed, sessionRoom()], language);
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
    expect(screen.queryByRole("button")).toBeNull();
    tenSecondsPass();
    expect((await title(name)).closest("[role=status]")).not.toBeNull();
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: way }));
    expect(onRejoin).toHaveBeenCalledOnce();
  });

  it("is kept waiting by a server that is silent, and hears of it all the same", async () => {
    await isRemoved([removed, "offline", sessionRoom()]);
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
    tenSecondsPass();
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
    expect(await title("You were removed from the session")).toBeTruthy();
    tenSecondsPass();
    expect(await title("You were let back in")).toBeTruthy();
  });

  it("asks for nothing while nobody looks, and at once when they look again", async () => {
    const tab = theTabIs("hidden");
    await isRemoved([removed, sessionRoom()]);
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
    for (let time = 0; time < 6; time += 1) tenSecondsPass();
    tab.mockReturnValue("visible");
    await act(async () => void window.dispatchEvent(new Event("visibilitychange")));
    expect(await title("You were let back in")).toBeTruthy();
    expect(asked).toHaveBeenCalledTimes(2);
  });
});

describe("somebody who only watched", () => {
  const off = /Camera and microphone are off/;

  it.each([
    ["left", sessionRoom(), "You left the session"],
    ["closed", over("host"), "Dr. Rahman ended the session"],
    ["closed", over("moved"), "The session was moved"],
    ["removed", removed, "You were removed from the session"],
    ["duplicate", sessionRoom(), "You are in this session somewhere else"],
    ["refused", sessionRoom(), "You are no longer in the session"],
  ] as const)("is told nothing of a camera that they never had (%s)", async (how, room, name) => {
    await comeOut(how, { room, onlyWatched: true });
    expect(await title(name)).toBeTruthy();
    expect(screen.queryByText(off)).toBeNull();
  });

  it("unlike those who could be seen, who are told first of all", async () => {
    await comeOut("closed", { room: over("host") });
    expect(await screen.findByText(/^Camera and microphone are off\. The room is closed\.$/)).toBeTruthy();
  });

  it("unlike those who are on elsewhere, who are told of this place", async () => {
    await comeOut("duplicate");
    expect(await screen.findByText(/let go\. Camera and microphone are off here\.$/)).toBeTruthy();
  });
});
