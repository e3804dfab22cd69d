import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, vi } from "vitest";
import { type ApiError, networkError, type Result } from "../api/errors";
import type { Message, MessagePage } from "../api/shapes";
import { ChatView } from "../features/chat/components/ChatView";
import { Chat, type ChatServer } from "../features/chat/model/chat";
import type { Arrival } from "../features/chat/model/entries";
import { FakeRoom } from "../livekit/roomFake";
import { aLine } from "./chat";
import { renderPage } from "./render";
import { giveStage } from "./stage";

export const LEO: Arrival = { id: "came-1", name: "Leo Brandt", at: Date.parse("2026-11-24T13:06:30Z") };
const NOBODY: Arrival[] = [];

/** What one test sees of Jonas' page, and of the server behind it. */
export const panel = {
  room: new FakeRoom(),
  chat: null as unknown as Chat,
  server: null as unknown as ChatServer,
  said: [] as Message[],
  /** What the server was asked to take. */
  sent: [] as string[],
  /** Why the server refuses to take a line, or to give any. */
  refusal: null as ApiError | null,
  noPages: null as ApiError | null,
};

/** Gives each test of the file a panel to draw the chat in. */
export function atPanel(): void {
  beforeEach(() => {
    giveStage(360, 600);
    Object.assign(panel, {
      room: new FakeRoom({ link: "up" }),
      said: [],
      sent: [],
      refusal: null,
      noPages: null,
    });
  });
  afterEach(() => {
    panel.chat?.stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
}

export const refused = (category: ApiError["category"], more: Partial<ApiError> = {}): ApiError => ({
  ...networkError,
  code: category,
  category,
  status: 400,
  ...more,
});

export const page = (results: Message[], previous: string | null = null): Result<MessagePage> =>
  panel.noPages === null
    ? { ok: true, value: { results, previous, next: null } }
    : { ok: false, error: panel.noPages };

export interface ChatScene {
  said?: Message[];
  /** So many of them are on the first page; the others come when they are asked for. */
  onPage?: number;
  /** Jonas has read up to the line with this number. */
  read?: number;
  arrivals?: Arrival[];
  language?: "en" | "de";
  takesFocus?: boolean;
}

/** Jonas' chat, with so much said before he came. */
export function startChat(
  { said = [], onPage = 3, read = 0 }: ChatScene = {},
  server: Partial<ChatServer> = {},
): void {
  panel.said = said;
  panel.server = {
    newest: async () => page(panel.said.slice(-onPage), panel.said.length > onPage ? "before" : null),
    after: async () => page([]),
    before: async () => page(panel.said.slice(0, -onPage)),
    send: async (text) => {
      panel.sent.push(text);
      if (panel.refusal !== null) return { ok: false, error: panel.refusal };
      const line = aLine(panel.said.length + 1, { from: "jonas", text });
      panel.said.push(line);
      return { ok: true, value: line };
    },
    ...server,
  };
  const memory = {
    begun: () => ({ draft: "", unsent: [] }),
    keepBegun: () => undefined,
    read: () => read,
    keepRead: () => undefined,
  };
  const { room } = panel;
  panel.chat = new Chat({ room, memory, selfId: "p-jonas", server: panel.server });
  panel.chat.start();
}

export function chatView({ arrivals = NOBODY, takesFocus }: ChatScene = {}) {
  return (
    <aside aria-label="Chat">
      <ChatView chat={panel.chat} arrivals={arrivals} selfId="p-jonas" offset={0} takesFocus={takesFocus} />
    </aside>
  );
}

/** Jonas opens the chat, which has its lines already, or the reason why there are none. */
export async function openChat(scene: ChatScene = {}) {
  startChat(scene);
  const { chat } = panel;
  await waitFor(() => {
    if (!chat.getSnapshot().loaded && chat.getSnapshot().problem === null) throw new Error("not yet");
  });
  return renderPage(chatView(scene), { language: scene.language });
}

export const log = () => screen.getByRole("log");
export const field = () => screen.getByRole("textbox") as HTMLTextAreaElement;
export const button = (name: string, at = 0) =>
  (screen.queryAllByRole("button", { name })[at] ?? null) as HTMLButtonElement;
export const items = () => within(log()).queryAllByRole("listitem");
/** The log as it reads: one string an entry. */
export const entries = () => items().map((item) => item.textContent);
export const hear = (...said: Message[]) =>
  act(() => said.forEach((line) => void panel.room.say("rooms.chat", line)));
export const write = (text: string) => userEvent.type(field(), `${text}{Enter}`);
/** A log that grows by 100 pixels with each line, of which 600 are seen. */
export function tall(): void {
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(
    () => 1_000 + 100 * panel.chat.getSnapshot().lines.length,
  );
}
export function scrollTo(top: number): void {
  log().scrollTop = top;
  act(() => void log().dispatchEvent(new Event("scroll", { bubbles: true })));
}
