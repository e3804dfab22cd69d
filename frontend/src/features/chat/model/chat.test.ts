import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ApiError, networkError } from "../../../api/errors";
import type { Message, MessagePage } from "../../../api/shapes";
import { FakeRoom } from "../../../livekit/roomFake";
import { aLine, lines } from "../../../testing/chat";
import { Chat } from "./chat";

const refused: ApiError = {
  code: "not_allowed",
  category: "refused",
  detail: "You can write while you are in the room.",
  retryAt: null,
  status: 403,
};

/** The server's lines, in pages of three; what it was asked; and whether it answers. */
class Server {
  said: Message[] = [];
  asked: string[] = [];
  problem: ApiError | null = null;
  /** Holds an answer back until the test lets it go. */
  gate: Promise<void> | null = null;

  newest = () => this.answer("newest", () => this.page(Math.max(0, this.said.length - 3)));
  after = (id: string) => this.answer(`after ${id}`, () => this.page(this.at(id) + 1));
  before = (id: string) =>
    this.answer(`before ${id}`, () => this.page(Math.max(0, this.at(id) - 3), this.at(id)));
  /** Takes a line once, by its key. */
  send = (text: string, key: string) => this.answer(`send ${text} ${key}`, () => this.takeIn(text, key));

  private taken = new Map<string, Message>();
  takeIn(text: string, key: string): Message {
    const line = this.taken.get(key) ?? aLine(this.said.length + 1, { from: "jonas", text });
    if (!this.taken.has(key)) this.said.push(line);
    this.taken.set(key, line);
    return line;
  }

  private at(id: string): number {
    return this.said.findIndex((line) => line.id === id);
  }

  private async answer<T>(what: string, value: () => T) {
    this.asked.push(what);
    await this.gate;
    return this.problem === null
      ? { ok: true as const, value: value() }
      : { ok: false as const, error: this.problem };
  }

  private page(from: number, to = from + 3): MessagePage {
    return {
      results: this.said.slice(from, to),
      previous: from > 0 ? String(from) : null,
      next: to < this.said.length ? String(to) : null,
    };
  }
}

class Tab extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";
  come(): void {
    this.visibilityState = "visible";
    this.dispatchEvent(new Event("visibilitychange"));
  }
  go(): void {
    this.visibilityState = "hidden";
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let server: Server;
let room: FakeRoom;
let tab: Tab;
let chat: Chat;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  room = new FakeRoom({ link: "up" });
  tab = new Tab();
  let keys = 0;
  chat = new Chat({
    server,
    room,
    page: tab as never,
    selfId: "p-jonas",
    random: () => 0.5,
    makeKey: () => `k-${++keys}`,
  });
});
afterEach(() => {
  chat.stop();
  vi.useRealTimers();
});

/** Everything that is on its way arrives. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const numbers = () => chat.getSnapshot().lines.map(({ number }) => number);
const unsentTexts = () => chat.getSnapshot().unsent.map(({ text }) => text);
const unread = () => chat.getSnapshot().unread;

async function open(...said: Message[]) {
  server.said = said;
  chat.start();
  await settle();
  server.asked = [];
}

/** The server takes a line and says it into the call. */
function say(line: Message): void {
  server.said.push(line);
  room.say("rooms.chat", line);
}

/** The server answers nothing until what this gives back is called. */
function hold(): () => void {
  let answer: () => void = () => undefined;
  server.gate = new Promise((resolve) => {
    answer = resolve;
  });
  return () => answer();
}

async function type(text: string) {
  chat.write(text);
  chat.send();
  await settle();
}

describe("what was said before", () => {
  it("is there, the newest first, and is no news", async () => {
    await open(...lines(1, 5));
    expect(numbers()).toEqual([3, 4, 5]);
    expect(unread()).toBe(0);
    expect(chat.getSnapshot()).toMatchObject({ loaded: true, earlier: "more" });
  });

  it("comes page by page when it is asked for", async () => {
    await open(...lines(1, 5));
    await chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
    expect(unread()).toBe(0);
    expect(chat.getSnapshot().earlier).toBe("none");
    await chat.loadEarlier();
    expect(server.asked).toEqual(["before m-3"]);
  });

  it("can be asked for again when it did not come", async () => {
    await open(...lines(1, 5));
    server.problem = networkError;
    await chat.loadEarlier();
    expect(chat.getSnapshot().earlier).toBe("failed");
    server.problem = null;
    await chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it("is asked for when the line is up: before, what is said next could be missed", async () => {
    room.show({ link: "connecting" });
    await open(...lines(1, 2));
    expect(numbers()).toEqual([]);
    room.show({ link: "up" });
    await settle();
    expect(numbers()).toEqual([1, 2]);
    expect(server.asked).toEqual(["newest"]);
  });

  it("is asked for again and again while the server is silent, and says so", async () => {
    server.problem = networkError;
    await open(...lines(1, 2));
    expect(chat.getSnapshot()).toMatchObject({ loaded: false, problem: networkError });
    server.problem = null;
    await pass(5_000);
    expect(numbers()).toEqual([1, 2]);
    expect(chat.getSnapshot().problem).toBeNull();
  });

  it("is not asked for again where the server has refused it", async () => {
    server.problem = refused;
    await open(...lines(1, 2));
    await pass(60_000);
    expect(server.asked).toEqual([]);
    expect(chat.getSnapshot().problem).toEqual(refused);
  });
});

describe("what is said now", () => {
  it("is there at once, and counts until somebody looks", async () => {
    await open(aLine(1));
    say(aLine(2));
    say(aLine(3));
    expect(numbers()).toEqual([1, 2, 3]);
    expect(unread()).toBe(2);
    chat.read(true);
    expect(unread()).toBe(0);
    say(aLine(4));
    expect(unread()).toBe(0);
    chat.read(false);
    say(aLine(5));
    expect(unread()).toBe(1);
    expect(server.asked).toEqual([]);
  });

  it("is not believed on another topic, or in another form", async () => {
    await open(aLine(1));
    room.say("rooms.people", aLine(2));
    room.say("rooms.chat", { text: "Hello" });
    expect(numbers()).toEqual([1]);
  });

  it("is fetched when the call has lost it, a little later for some than for others", async () => {
    await open(aLine(1));
    server.said.push(aLine(2));
    say(aLine(3));
    expect(numbers()).toEqual([1, 3]);
    await pass(849);
    expect(server.asked).toEqual([]);
    await pass(1);
    expect(server.asked).toEqual(["after m-1"]);
    expect(numbers()).toEqual([1, 2, 3]);
    expect(unread()).toBe(2);
  });

  it("is fetched after a broken line, all of it", async () => {
    await open(aLine(1));
    room.show({ link: "restarting" });
    server.said.push(...lines(2, 8));
    room.show({ link: "up" });
    await pass(1_500);
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(server.asked).toEqual(["after m-1", "after m-4", "after m-7"]);
    expect(unread()).toBe(7);
  });

  it("is fetched after a broken line also where nothing was said before", async () => {
    await open();
    room.show({ link: "restarting" });
    server.said.push(aLine(1));
    room.show({ link: "up" });
    await pass(1_500);
    expect(numbers()).toEqual([1]);
    expect(unread()).toBe(1);
  });

  it("is fetched when the computer wakes up", async () => {
    await open(aLine(1));
    tab.go();
    server.said.push(aLine(2));
    await pass(1_500);
    expect(numbers()).toEqual([1]);
    tab.come();
    await pass(1_500);
    expect(numbers()).toEqual([1, 2]);
  });

  it("is fetched although the first try fails", async () => {
    await open(aLine(1));
    server.problem = networkError;
    server.said.push(aLine(2));
    tab.come();
    await pass(1_500);
    server.problem = null;
    await pass(5_000);
    expect(numbers()).toEqual([1, 2]);
  });

  it("is fetched in time also where others go on talking", async () => {
    await open(aLine(1));
    server.said.push(aLine(2));
    for (let number = 3; number <= 5; number += 1) {
      say(aLine(number));
      await pass(400);
    }
    expect(server.asked[0]).toBe("after m-1");
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it("is not asked for with every line where the server has just failed", async () => {
    await open(aLine(1));
    server.problem = networkError;
    server.said.push(aLine(2));
    say(aLine(3));
    await pass(850);
    expect(server.asked).toEqual(["after m-1"]);
    for (let number = 4; number <= 7; number += 1) {
      say(aLine(number));
      await pass(1_000);
    }
    expect(server.asked).toEqual(["after m-1"]);
    server.problem = null;
    await pass(1_000);
    expect(server.asked).toEqual(["after m-1", "after m-1", "after m-7"]);
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("is in reach, all of it, where much was missed in a chat that was empty", async () => {
    await open();
    server.said.push(...lines(1, 5));
    say(aLine(6));
    await pass(1_500);
    expect(numbers()).toEqual([4, 5, 6]);
    expect(chat.getSnapshot().earlier).toBe("more");
    await chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("is heard no more when the page is left", async () => {
    await open(aLine(1));
    chat.stop();
    say(aLine(2));
    tab.come();
    await pass(10_000);
    expect(numbers()).toEqual([1]);
    expect(server.asked).toEqual([]);
  });
});

describe("one's own line", () => {
  it("is on its way at once, then said, and the field is empty", async () => {
    await open(aLine(1));
    chat.write("  Thanks ");
    chat.send();
    expect(chat.getSnapshot()).toMatchObject({
      draft: "",
      unsent: [{ key: "k-1", text: "Thanks", problem: null }],
    });
    await settle();
    expect(chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
    expect(unread()).toBe(0);
  });

  it("is there once, although the call brings it before the answer", async () => {
    await open(aLine(1));
    const answer = hold();
    await type("Thanks");
    room.say("rooms.chat", aLine(2, { from: "jonas", text: "Thanks" }));
    expect(chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
    answer();
    await settle();
    expect(numbers()).toEqual([1, 2]);
  });

  it("that failed stays, and is sent again with the same key", async () => {
    await open(aLine(1));
    server.problem = networkError;
    await type("Thanks");
    expect(chat.getSnapshot().unsent).toMatchObject([{ key: "k-1", problem: networkError }]);
    server.problem = null;
    chat.retry("k-1");
    expect(chat.getSnapshot().unsent).toMatchObject([{ problem: null }]);
    await settle();
    expect(server.asked).toEqual(["send Thanks k-1", "send Thanks k-1"]);
    expect(chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
  });

  it("that failed although it was taken is not said twice when it is sent again", async () => {
    await open(aLine(1));
    server.problem = networkError;
    await type("Thanks");
    server.problem = null;
    server.takeIn("Thanks", "k-1");
    tab.come();
    await pass(1_500);
    chat.retry("k-1");
    await settle();
    expect(chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
  });

  it("that failed is not lost when the same words of an hour ago come with an earlier page", async () => {
    await open(aLine(1, { from: "jonas", text: "Thanks" }), ...lines(2, 4));
    server.problem = networkError;
    await type("Thanks");
    server.problem = null;
    await chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4]);
    expect(unsentTexts()).toEqual(["Thanks"]);
  });

  it("that failed before the first page came is not lost with that page", async () => {
    room.show({ link: "connecting" });
    await open(aLine(1, { from: "jonas", text: "Thanks" }));
    server.problem = networkError;
    await type("Thanks");
    server.problem = null;
    room.show({ link: "up" });
    await settle();
    expect(numbers()).toEqual([1]);
    expect(unsentTexts()).toEqual(["Thanks"]);
  });

  it("that failed is not lost when another tab says the same", async () => {
    await open(aLine(1));
    server.problem = networkError;
    await type("Thanks");
    say(aLine(2, { from: "jonas", text: "Thanks" }));
    expect(unsentTexts()).toEqual(["Thanks"]);
  });

  it("comes back when it was another tab that said the same, and this one fails", async () => {
    await open(aLine(1));
    const answer = hold();
    await type("Thanks");
    say(aLine(2, { from: "jonas", text: "Thanks" }));
    expect(unsentTexts()).toEqual([]);
    server.problem = networkError;
    answer();
    await settle();
    expect(chat.getSnapshot().unsent).toMatchObject([{ key: "k-1", text: "Thanks", problem: networkError }]);
  });

  it("is sent although another tab has said the same while it waited for its turn", async () => {
    await open();
    const answer = hold();
    await type("First");
    await type("Thanks");
    say(aLine(1, { from: "jonas", text: "Thanks" }));
    expect(unsentTexts()).toEqual(["First", "Thanks"]);
    answer();
    await settle();
    expect(server.asked).toEqual(["send First k-1", "send Thanks k-2"]);
    expect(unsentTexts()).toEqual([]);
  });

  it("is not taken for sent by the same words of somebody else", async () => {
    await open(aLine(1));
    const answer = hold();
    await type("Thanks");
    say(aLine(2, { text: "Thanks" }));
    expect(unsentTexts()).toEqual(["Thanks"]);
    answer();
    await settle();
    expect(unsentTexts()).toEqual([]);
  });

  it("can be given up", async () => {
    await open(aLine(1));
    server.problem = networkError;
    await type("Thanks");
    chat.discard("k-1");
    expect(chat.getSnapshot().unsent).toEqual([]);
  });

  it("waits for the one before, so that they are read in the order in which they were written", async () => {
    await open();
    const answer = hold();
    await type("First");
    await type("Second");
    expect(server.asked).toEqual(["send First k-1"]);
    answer();
    await settle();
    expect(chat.getSnapshot().lines.map(({ text }) => text)).toEqual(["First", "Second"]);
  });

  it("does not hold the next one up when it failed", async () => {
    await open();
    server.problem = refused;
    await type("First");
    server.problem = null;
    await type("Second");
    expect(chat.getSnapshot().lines.map(({ text }) => text)).toEqual(["Second"]);
    expect(chat.getSnapshot().unsent).toMatchObject([{ text: "First", problem: refused }]);
  });
});
