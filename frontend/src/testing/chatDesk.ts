import { afterEach, beforeEach, vi } from "vitest";
import type { ApiError } from "../api/errors";
import type { Message, MessagePage } from "../api/shapes";
import { Chat, type ChatServer } from "../features/chat/model/chat";
import type { Begun, ChatMemory } from "../features/chat/model/memory";
import { FakeRoom } from "../livekit/roomFake";
import { aLine } from "./chat";

/** The server's lines, in pages of three; what it was asked; and whether it answers. */
class ChatServerFake implements ChatServer {
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

/** A page that can be looked at or not. */
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

/** What this tab keeps for Jonas, as long as the test runs. */
class Memory implements ChatMemory {
  kept: Begun = { draft: "", unsent: [] };
  number = 0;
  begun = () => this.kept;
  keepBegun = (begun: Begun) => {
    this.kept = JSON.parse(JSON.stringify(begun));
  };
  read = () => this.number;
  keepRead = (number: number) => {
    this.number = number;
  };
}

/** When the tests begin, by every clock. */
export const BEGINS = Date.parse("2026-11-24T13:00:00Z");

/** What one test sees of Jonas' chat, with the server's lines, the call and the tab around it. */
export const desk = {
  server: new ChatServerFake(),
  room: new FakeRoom(),
  tab: new Tab(),
  network: new EventTarget(),
  memory: new Memory(),
  chat: null as unknown as Chat,
};

/** Gives each test of the file a chat of its own, in a call that is up, with a clock that the test moves. */
export function atChat(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: BEGINS });
    Object.assign(desk, {
      server: new ChatServerFake(),
      room: new FakeRoom({ link: "up" }),
      tab: new Tab(),
      network: new EventTarget(),
      memory: new Memory(),
    });
    keys = 0;
    desk.chat = aChat();
  });
  afterEach(() => {
    desk.chat.stop();
    vi.useRealTimers();
  });
}

let keys = 0;

function aChat(): Chat {
  const { server, room, tab, network, memory } = desk;
  return new Chat({
    server,
    room,
    memory,
    page: tab as never,
    network: network as never,
    selfId: "p-jonas",
    random: () => 0.5,
    makeKey: () => `k-${++keys}`,
  });
}

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Everything that is on its way arrives. */
export const settle = () => pass(0);
export const numbers = () => desk.chat.getSnapshot().lines.map(({ number }) => number);
export const unsentTexts = () => desk.chat.getSnapshot().unsent.map(({ text }) => text);
export const unread = () => desk.chat.getSnapshot().unread;

/** Jonas comes in, and so much was said before. */
export async function open(...said: Message[]): Promise<void> {
  desk.server.said = said;
  desk.chat.start();
  await settle();
  desk.server.asked = [];
}

/** Jonas has been here before, and has read what was said. */
export async function openRead(...said: Message[]): Promise<void> {
  await open(...said);
  desk.chat.read(true);
  desk.chat.read(false);
}

/** The page is loaded anew: nothing is left but what the tab keeps. */
export async function reload(): Promise<void> {
  desk.chat.stop();
  desk.room = new FakeRoom({ link: "up" });
  desk.chat = aChat();
  desk.server.asked = [];
  desk.chat.start();
  await settle();
}

/** The server takes a line and says it into the call. */
export function say(line: Message): void {
  desk.server.said.push(line);
  desk.room.say("rooms.chat", line);
}

/** The server answers nothing until what this gives back is called. */
export function hold(): () => void {
  let answer: () => void = () => undefined;
  desk.server.gate = new Promise((resolve) => {
    answer = resolve;
  });
  return () => answer();
}

export async function type(text: string): Promise<void> {
  desk.chat.write(text);
  desk.chat.send();
  await settle();
}
