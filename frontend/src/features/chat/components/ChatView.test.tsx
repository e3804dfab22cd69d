import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type ApiError, networkError, type Result } from "../../../api/errors";
import type { Message, MessagePage } from "../../../api/shapes";
import { FakeRoom } from "../../../livekit/roomFake";
import { violations } from "../../../testing/axe";
import { aLine, lines } from "../../../testing/chat";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { Chat } from "../model/chat";
import type { Arrival } from "../model/entries";
import { ChatView } from "./ChatView";

let room: FakeRoom;
let chat: Chat;
let said: Message[];
/** Why the server refuses to take a line, or to give any. */
let refusal: ApiError | null;
let noPages: ApiError | null;
let sent: string[];

beforeEach(() => {
  giveStage(360, 600);
  room = new FakeRoom({ link: "up" });
  said = [];
  sent = [];
  refusal = null;
  noPages = null;
});

const page = (results: Message[], previous: string | null = null): Result<MessagePage> =>
  noPages === null ? { ok: true, value: { results, previous, next: null } } : { ok: false, error: noPages };

const refused = (category: ApiError["category"], more: Partial<ApiError> = {}): ApiError => ({
  code: category,
  category,
  detail: "",
  retryAt: null,
  status: 400,
  ...more,
});

interface Scene {
  said?: Message[];
  arrivals?: Arrival[];
  language?: "en" | "de";
  takesFocus?: boolean;
}

/** Jonas looks at the chat; the server gives the newest three lines, and the others when they are asked for. */
async function open({ said: before = [], arrivals = [], language, takesFocus }: Scene = {}) {
  said = before;
  chat = new Chat({
    room,
    selfId: "p-jonas",
    server: {
      newest: async () => page(said.slice(-3), said.length > 3 ? "before" : null),
      after: async () => page([]),
      before: async () => page(said.slice(0, -3)),
      send: async (text) => {
        sent.push(text);
        if (refusal !== null) return { ok: false, error: refusal };
        const line = aLine(said.length + 1, { from: "jonas", text });
        said.push(line);
        return { ok: true, value: line };
      },
    },
  });
  chat.start();
  await renderPage(
    <aside aria-label="Chat">
      <ChatView chat={chat} arrivals={arrivals} selfId="p-jonas" offset={0} takesFocus={takesFocus} />
    </aside>,
    { language },
  );
  await waitFor(() => expect(chat.getSnapshot().loaded || chat.getSnapshot().problem !== null).toBe(true));
}

const log = () => screen.getByRole("log");
const field = () => screen.getByRole("textbox") as HTMLTextAreaElement;
const sendButton = () => screen.getByRole("button", { name: "Send" });
/** The log as it reads: one string an entry. */
const entries = () =>
  within(log())
    .queryAllByRole("listitem")
    .map((item) => item.textContent);
const hear = (line: Message) => act(() => room.say("rooms.chat", line));

describe("the log", () => {
  it("tells who said what and when, by the reader's clock, and who came in", async () => {
    const arrival = { id: "came-1", name: "Leo Brandt", at: Date.parse("2026-11-24T13:06:30Z") };
    vi.useFakeTimers({ now: Date.parse("2026-11-24T14:00:00Z"), toFake: ["Date"] });
    const { language } = { language: "en" as const };
    await open({
      said: [aLine(1), aLine(2, { from: "jonas", text: "Thanks" })],
      arrivals: [arrival],
      language,
    });
    const clock = (iso: string) =>
      new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
        new Date(iso),
      );
    expect(entries()).toEqual([
      `Dr. Nadia Rahman ${clock("2026-11-24T13:06:00Z")}Line 1`,
      `Leo Brandt came in ${clock("2026-11-24T13:06:30Z")}`,
      `You ${clock("2026-11-24T13:07:00Z")}Thanks`,
    ]);
    expect(screen.getByText(clock("2026-11-24T13:06:00Z"), { selector: "li:first-child time" })).toBeTruthy();
    expect(await violations()).toEqual([]);
    vi.useRealTimers();
  });

  it("names the day of a line that is not of today", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-26T12:00:00Z"), toFake: ["Date"] });
    await open({ said: [aLine(1)] });
    expect(entries()[0]).toMatch(/^Dr. Nadia Rahman Tuesday,? 24 November, \d\d:06Line 1$/);
    vi.useRealTimers();
  });

  it("shows text as text, and addresses as links that open beside the call", async () => {
    const text = 'See <b>this</b>: https://estuary.example/breath-sheet. <img src=x onerror="alert(1)">\nBye';
    await open({ said: [aLine(1, { text })] });
    expect(entries()[0]).toContain(text);
    expect(log().querySelector("img, li b + b, script")).toBeNull();
    const link = screen.getByRole("link", { name: "https://estuary.example/breath-sheet" });
    expect(link.getAttribute("href")).toBe("https://estuary.example/breath-sheet");
    expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(link.getAttribute("target")).toBe("_blank");
  });

  it("says that nothing was said yet, until something is", async () => {
    await open();
    expect(screen.getByText(/Nothing has been written yet/)).toBeTruthy();
    expect(await violations()).toEqual([]);
    hear(aLine(1));
    expect(screen.queryByText(/Nothing has been written yet/)).toBeNull();
    expect(entries()).toHaveLength(1);
  });

  it("says when the lines do not come, or may not be read", async () => {
    noPages = networkError;
    await open();
    expect(screen.getByText(/The messages do not come at the moment/)).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("gives the server's reason where it refuses", async () => {
    noPages = refused("refused", { detail: "You were removed from the session." });
    await open();
    expect(screen.getByText("You were removed from the session.")).toBeTruthy();
  });

  it("is read out as it grows, but not what is put in front of it", async () => {
    await open({ said: lines(1, 5) });
    expect(log().getAttribute("aria-live")).toBe("polite");
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(entries()).toHaveLength(5);
    expect(log().getAttribute("aria-live")).toBe("off");
    expect(screen.queryByRole("button", { name: "Earlier messages" })).toBeNull();
    await waitFor(() => expect(log().getAttribute("aria-live")).toBe("polite"));
  });

  it("says when earlier lines did not come, and asks again on a press", async () => {
    await open({ said: lines(1, 5) });
    noPages = networkError;
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(screen.getByText(/The earlier messages did not come/)).toBeTruthy();
    noPages = null;
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(entries()).toHaveLength(5);
  });

  it("counts as read while it is there", async () => {
    await open({ said: [aLine(1)] });
    hear(aLine(2));
    expect(chat.getSnapshot().unread).toBe(0);
  });
});

describe("where one reads", () => {
  /** A log of so many pixels, of which 600 are seen. */
  function tall(height: () => number): void {
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(height);
  }
  const below = () => screen.queryByRole("button", { name: "New messages" });
  function scrollTo(top: number): void {
    log().scrollTop = top;
    act(() => void log().dispatchEvent(new Event("scroll", { bubbles: true })));
  }

  it("is the end, which stays in sight", async () => {
    tall(() => 1_000 + 100 * chat.getSnapshot().lines.length);
    await open({ said: lines(1, 3) });
    expect(log().scrollTop).toBe(1_300);
    hear(aLine(4));
    expect(log().scrollTop).toBe(1_400);
    expect(below()).toBeNull();
  });

  it("is left alone further up; a button leads to what is new", async () => {
    tall(() => 1_000 + 100 * chat.getSnapshot().lines.length);
    await open({ said: lines(1, 3) });
    scrollTo(200);
    hear(aLine(4));
    expect(log().scrollTop).toBe(200);
    expect(await violations()).toEqual([]);
    await userEvent.click(below() as HTMLElement);
    expect(log().scrollTop).toBe(1_400);
    expect(below()).toBeNull();
  });

  it("needs no button any more once one has scrolled there", async () => {
    tall(() => 1_000 + 100 * chat.getSnapshot().lines.length);
    await open({ said: lines(1, 3) });
    scrollTo(200);
    hear(aLine(4));
    scrollTo(790);
    expect(below()).toBeNull();
  });

  it("does not move when earlier lines are put in front", async () => {
    tall(() => 1_000 + 100 * chat.getSnapshot().lines.length);
    await open({ said: lines(1, 5) });
    scrollTo(0);
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(log().scrollTop).toBe(200);
    expect(below()).toBeNull();
  });

  it("is the end again when one says something oneself", async () => {
    tall(() => 1_000 + 100 * chat.getSnapshot().lines.length);
    await open({ said: lines(1, 3) });
    scrollTo(200);
    await userEvent.type(field(), "Thanks{Enter}");
    await waitFor(() => expect(log().scrollTop).toBe(1_400));
  });
});

describe("writing", () => {
  it("sends by Enter, and breaks the line with Shift; both are said", async () => {
    await open();
    expect(field().getAttribute("placeholder")).toBe("Message to everyone");
    const hint = document.getElementById(field().getAttribute("aria-describedby") as string);
    expect(hint?.textContent).toBe("Enter sends the message. Shift and Enter begin a new line.");
    await userEvent.type(field(), "Thanks,{Shift>}{Enter}{/Shift}good to hear{Enter}");
    expect(sent).toEqual(["Thanks,\ngood to hear"]);
    expect(field().value).toBe("");
    expect(entries()).toHaveLength(1);
    expect(await violations()).toEqual([]);
  });

  it("sends by its button, and the field keeps the focus", async () => {
    await open();
    await userEvent.type(field(), "Thanks");
    await userEvent.click(sendButton());
    expect(sent).toEqual(["Thanks"]);
    expect(document.activeElement).toBe(field());
  });

  it("sends nothing where there is nothing to say", async () => {
    await open();
    await userEvent.click(sendButton());
    // The press is not in vain: it leads to where one writes.
    expect(document.activeElement).toBe(field());
    await userEvent.type(field(), "   {Enter}");
    await userEvent.click(sendButton());
    expect(sent).toEqual([]);
  });

  it("does not send the Enter that takes a word of an input method", async () => {
    await open();
    await userEvent.type(field(), "にほん");
    const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, isComposing: true });
    act(() => void field().dispatchEvent(enter));
    expect(sent).toEqual([]);
    expect(field().value).toBe("にほん");
  });

  it("counts what is left, and sends nothing that is too long", async () => {
    await open();
    act(() => chat.write("x".repeat(1_799)));
    expect(screen.queryByText(/characters? left/)).toBeNull();
    act(() => chat.write("x".repeat(1_999)));
    expect(screen.getByText("1 character left")).toBeTruthy();
    act(() => chat.write("x".repeat(2_012)));
    expect(screen.getByText("12 characters too many")).toBeTruthy();
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(sendButton().getAttribute("aria-disabled")).toBe("true");
    expect(await violations()).toEqual([]);
    await userEvent.type(field(), "{Enter}");
    await userEvent.click(sendButton());
    expect(sent).toEqual([]);
    expect(field().value).toHaveLength(2_012);
    // Whoever does not see the number hears it.
    expect(await screen.findByText("12 characters too many", { selector: "[role=status]" })).toBeTruthy();
  });

  it("keeps what was typed when the panel is closed and opened again", async () => {
    await open();
    await userEvent.type(field(), "Half a tho");
    const { unmount } = await renderPage(<ChatView chat={chat} arrivals={[]} selfId="p-jonas" offset={0} />);
    unmount();
    expect(field().value).toBe("Half a tho");
    expect(chat.getSnapshot().draft).toBe("Half a tho");
  });

  it("begins in the field where a press has opened it, and only then", async () => {
    await open({ takesFocus: true });
    expect(document.activeElement).toBe(field());
  });

  it("takes no focus otherwise", async () => {
    await open();
    expect(document.activeElement).toBe(document.body);
  });

  it("speaks German", async () => {
    await open({ language: "de" });
    expect(screen.getByRole("textbox", { name: "Nachricht an alle" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Senden" })).toBeTruthy();
  });
});

describe("a line that was not sent", () => {
  const again = () => screen.queryByRole("button", { name: "Send again" });

  it.each([
    [networkError, true, "Not sent: no answer came."],
    [networkError, false, "Not sent: you are offline."],
    [refused("unavailable"), true, "Not sent: no answer came."],
    [refused("login"), true, /Not sent: you are logged out/],
    [refused("refused", { detail: "The session has ended." }), true, "The session has ended."],
    [refused("fault"), true, "Not sent."],
  ] as const)("says why: %o, online %s", async (problem, online, words) => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(online);
    refusal = problem;
    await open();
    await userEvent.type(field(), "Thanks{Enter}");
    expect(await within(log()).findByText(words)).toBeTruthy();
    expect(entries()[0]).toContain("Thanks");
    expect(await violations()).toEqual([]);
  });

  it("is sent again on a press", async () => {
    refusal = networkError;
    await open();
    await userEvent.type(field(), "Thanks{Enter}");
    await within(log()).findByText(/Not sent/);
    refusal = null;
    await userEvent.click(again() as HTMLElement);
    await waitFor(() => expect(within(log()).queryByText(/Not sent/)).toBeNull());
    expect(sent).toEqual(["Thanks", "Thanks"]);
    expect(entries()).toHaveLength(1);
  });

  it("can be given up", async () => {
    refusal = networkError;
    await open();
    await userEvent.type(field(), "Thanks{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Discard" }));
    expect(entries()).toEqual([]);
  });

  it("because there were too many says for how long, and waits so long with the way to send it", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-24T13:10:00Z"), toFake: ["Date"] });
    refusal = refused("throttled", { retryAt: "2026-11-24T13:10:12Z" });
    await open();
    await userEvent.type(field(), "Thanks{Enter}");
    expect(
      await screen.findByText(/many messages in a short time. Send it again in 12 seconds/),
    ).toBeTruthy();
    expect(again()).toBeNull();
    vi.setSystemTime(Date.parse("2026-11-24T13:10:12Z"));
    expect(await within(log()).findByText("Not sent yet. You can send it now.")).toBeTruthy();
    expect(again()).toBeTruthy();
    vi.useRealTimers();
  });

  it("is said to be on its way until the answer comes", async () => {
    await open();
    let answer: (line: Result<Message>) => void = () => undefined;
    chat.write("Thanks");
    const send = vi.spyOn(
      (chat as unknown as { options: { server: { send: () => Promise<Result<Message>> } } }).options.server,
      "send",
    );
    send.mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    await userEvent.click(sendButton());
    expect(entries()).toEqual(["You Sending…Thanks"]);
    await act(async () => answer({ ok: true, value: aLine(1, { from: "jonas", text: "Thanks" }) }));
    expect(screen.queryByText("Sending…")).toBeNull();
    expect(entries()).toHaveLength(1);
  });
});
