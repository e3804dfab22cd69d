import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ApiError, networkError, type Result } from "../../../api/errors";
import type { Message, MessagePage } from "../../../api/shapes";
import { startI18n } from "../../../i18n/i18n";
import * as when from "../../../i18n/when";
import { FakeRoom } from "../../../livekit/roomFake";
import { aLine, lines } from "../../../testing/chat";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { Chat, type ChatServer } from "../model/chat";
import type { Arrival } from "../model/entries";
import * as links from "../model/links";
import { ChatView } from "./ChatView";

const LEO: Arrival = { id: "came-1", name: "Leo Brandt", at: Date.parse("2026-11-24T13:06:30Z") };
const NOBODY: Arrival[] = [];

let room: FakeRoom;
let chat: Chat;
/** Why the server takes no line. */
let refusal: ApiError | null;

beforeEach(() => {
  giveStage(360, 600);
  room = new FakeRoom({ link: "up" });
  refusal = networkError;
});
afterEach(() => {
  chat.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const page = (results: Message[], previous: string | null = null): Result<MessagePage> => ({
  ok: true,
  value: { results, previous, next: null },
});

/** What Jonas' page asks: the newest lines from `first` to `last`, all before them at once, and to take his own. */
function serverWith(first: number, last: number): ChatServer {
  let taken = last;
  return {
    newest: async () => page(lines(first, last), first > 1 ? "before" : null),
    after: async () => page([]),
    before: async () => page(lines(1, first - 1)),
    send: async (text) => {
      if (refusal !== null) return { ok: false, error: refusal };
      taken += 1;
      return { ok: true, value: aLine(taken, { from: "jonas", text }) };
    },
  };
}

function view(arrivals = NOBODY) {
  return <ChatView chat={chat} arrivals={arrivals} selfId="p-jonas" offset={0} />;
}

/** Jonas opens the chat, which has its lines already. */
async function open(
  first: number,
  last: number,
  more: { arrivals?: Arrival[]; language?: "en" | "de" } = {},
) {
  chat = new Chat({ room, selfId: "p-jonas", server: serverWith(first, last) });
  chat.start();
  await waitFor(() => expect(chat.getSnapshot().loaded).toBe(true));
  return renderPage(view(more.arrivals), { language: more.language });
}

const log = () => screen.getByRole("log");
const field = () => screen.getByRole("textbox");
const button = (name: string) => screen.queryByRole("button", { name }) as HTMLButtonElement;
const shown = () => within(log()).queryAllByRole("listitem");
const hear = (...said: Message[]) => act(() => said.forEach((line) => void room.say("rooms.chat", line)));
const status = () => screen.getByRole("status").textContent;
const write = (text: string) => userEvent.type(field(), `${text}{Enter}`);
const settle = () => act(async () => undefined);

describe("a long chat", () => {
  it("is not drawn anew with each letter, and only the new one with each line", async () => {
    await open(1, 100, { arrivals: [LEO] });
    const times = vi.spyOn(when, "clockTime");
    const read = vi.spyOn(links, "linkify");
    act(() => chat.write("x"));
    act(() => chat.write("xy"));
    expect([times.mock.calls.length, read.mock.calls.length]).toEqual([0, 0]);
    hear(aLine(101));
    expect([times.mock.calls.length, read.mock.calls.length]).toEqual([1, 1]);
  });

  it("is not drawn anew with the call around it", async () => {
    const { rerender } = await open(1, 3);
    const looked = vi.spyOn(chat, "getSnapshot");
    rerender(view());
    expect(looked).not.toHaveBeenCalled();
    rerender(view([LEO]));
    expect(looked).toHaveBeenCalled();
  });

  it("does not read an unsent line again while it counts the seconds", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    refusal = {
      ...networkError,
      category: "throttled",
      retryAt: new Date(Date.now() + 30_000).toISOString(),
    };
    await open(1, 1);
    await write("Thanks");
    const read = vi.spyOn(links, "linkify");
    vi.setSystemTime(Date.now() + 5_000);
    expect(await within(log()).findByText(/in 25 seconds/)).toBeTruthy();
    expect(read).not.toHaveBeenCalled();
  });

  it("shows its newest lines, and older ones on a press, first those that are there", async () => {
    await open(101, 501);
    const before = vi.spyOn(
      (chat as unknown as { options: { server: ChatServer } }).options.server,
      "before",
    );
    expect(shown()).toHaveLength(300);
    expect(shown().at(-1)?.textContent).toContain("Line 501");
    await userEvent.click(button("Earlier messages"));
    expect(shown()).toHaveLength(400);
    await userEvent.click(button("Earlier messages"));
    expect(shown()).toHaveLength(401);
    expect(before).not.toHaveBeenCalled();
    await userEvent.click(button("Earlier messages"));
    expect(before).toHaveBeenCalledTimes(1);
    expect(shown()).toHaveLength(501);
    expect(button("Earlier messages")).toBeNull();
  });

  it("lets the oldest go as it grows, but not while one reads further up", async () => {
    await open(1, 300);
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(9_000);
    log().scrollTop = 100;
    act(() => void log().dispatchEvent(new Event("scroll", { bubbles: true })));
    hear(...lines(301, 401));
    expect(shown()).toHaveLength(401);
    await userEvent.click(button("New messages"));
    hear(aLine(402));
    expect(shown()).toHaveLength(300);
    expect(shown()[0]?.textContent).toContain("Line 103");
  });
});

describe("what is read out", () => {
  const live = () => log().getAttribute("aria-live");

  it("is not the first page, where the chat was open before it came", async () => {
    let answer: (page: Result<MessagePage>) => void = () => undefined;
    const newest = () => new Promise<Result<MessagePage>>((resolve) => (answer = resolve));
    chat = new Chat({ room, selfId: "p-jonas", server: { ...serverWith(1, 3), newest } });
    chat.start();
    await renderPage(view());
    expect(live()).toBe("off");
    await act(async () => answer(page(lines(1, 3))));
    expect(shown()).toHaveLength(3);
    expect(live()).toBe("off");
    await waitFor(() => expect(live()).toBe("polite"));
    hear(aLine(4));
    expect(live()).toBe("polite");
  });

  it("is the first line of an empty chat", async () => {
    await open(1, 0);
    expect(live()).toBe("polite");
    hear(aLine(1));
    expect(live()).toBe("polite");
  });

  it("is not what was drawn in front, but goes on where the oldest went", async () => {
    await open(1, 350);
    await userEvent.click(button("Earlier messages"));
    expect(live()).toBe("off");
    await waitFor(() => expect(live()).toBe("polite"));
    hear(...lines(351, 401));
    expect(shown()).toHaveLength(300);
    expect(live()).toBe("polite");
  });

  it("is who came in by the call, and one's own line once it is said: not a second time here", async () => {
    await open(1, 1, { arrivals: [LEO] });
    await write("Thanks");
    const quiet = shown().map((item) => [item.getAttribute("aria-live"), item.textContent]);
    expect(quiet).toEqual([
      [null, expect.stringContaining("Line 1")],
      ["off", expect.stringContaining("Leo Brandt")],
      ["off", expect.stringContaining("Thanks")],
    ]);
  });

  it("is that a line was not sent, with each try", async () => {
    await open(1, 1);
    await write("Thanks");
    await waitFor(() => expect(status()).toBe("Not sent: no answer came."));
    refusal = { ...networkError, category: "refused", detail: "The session has ended." };
    await userEvent.click(button("Send again"));
    await waitFor(() => expect(status()).toBe("The session has ended."));
  });

  it("is one sentence while one must wait, not each second, and when the wait is over", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    refusal = { ...networkError, category: "throttled", retryAt: new Date(Date.now() + 3_000).toISOString() };
    await open(1, 1);
    await write("Thanks");
    const sentence = "Not sent yet: many messages in a short time. You can send it again in a moment.";
    await waitFor(() => expect(status()).toBe(sentence));
    expect(
      within(log())
        .getByText(/in 3 seconds/)
        .getAttribute("aria-hidden"),
    ).toBe("true");
    const said = within(log()).getByText(sentence);
    vi.setSystemTime(Date.now() + 1_000);
    expect(await within(log()).findByText(/in 2 seconds/)).toBeTruthy();
    expect(within(log()).getByText(sentence)).toBe(said);
    vi.setSystemTime(Date.now() + 2_000);
    await waitFor(() => expect(status()).toBe("Not sent yet. You can send it now."));
  });
});

describe("the focus", () => {
  it("goes to the lines where there are no earlier ones any more", async () => {
    await open(4, 6);
    await userEvent.click(button("Earlier messages"));
    await settle();
    expect(button("Earlier messages")).toBeNull();
    expect(document.activeElement).toBe(log());
  });

  it("goes to the lines with the press that leads to what is new", async () => {
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(9_000);
    await open(1, 3);
    log().scrollTop = 100;
    act(() => void log().dispatchEvent(new Event("scroll", { bubbles: true })));
    hear(aLine(4));
    await userEvent.click(button("New messages"));
    expect(document.activeElement).toBe(log());
  });

  it.each(["Send again", "Discard"])("goes to the field with %s", async (way) => {
    await open(1, 1);
    await write("Thanks");
    refusal = null;
    await userEvent.click(button(way));
    await settle();
    expect(button(way)).toBeNull();
    expect(document.activeElement).toBe(field());
  });

  it("stays where one has gone meanwhile", async () => {
    await open(1, 1);
    await write("Thanks");
    button("Discard").focus();
    act(() => button("Discard").blur());
    act(() => chat.discard(chat.getSnapshot().unsent[0]?.key ?? ""));
    expect(button("Discard")).toBeNull();
    expect(document.activeElement).toBe(document.body);
  });
});

describe("beside a line that was not sent", () => {
  beforeEach(() => {
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(
      () => 1_000 + 100 * chat.getSnapshot().lines.length,
    );
  });
  function scrollUp() {
    log().scrollTop = 100;
    act(() => void log().dispatchEvent(new Event("scroll", { bubbles: true })));
  }

  it("what is new has its button", async () => {
    await open(1, 3);
    await write("Thanks");
    scrollUp();
    hear(aLine(4));
    expect(button("New messages")).toBeTruthy();
    expect(log().scrollTop).toBe(100);
  });

  it("another one that is sent does not lead away from where one reads", async () => {
    await open(1, 3);
    await write("Thanks");
    await write("And bye");
    scrollUp();
    refusal = null;
    await act(async () => chat.retry(chat.getSnapshot().unsent[1]?.key ?? ""));
    await waitFor(() => expect(chat.getSnapshot().unsent).toHaveLength(1));
    expect(log().scrollTop).toBe(100);
  });
});

it("in German, somebody comes in with the same words in the log and in what is said", async () => {
  await open(1, 1, { arrivals: [LEO], language: "de" });
  const { t } = await startI18n("de");
  const said = t("call:say.came", { name: "Leo Brandt" });
  expect(within(log()).getByText(said.replace(/\.$/, ""))).toBeTruthy();
});
