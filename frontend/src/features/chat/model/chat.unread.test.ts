import { describe, expect, it } from "vitest";
import { networkError } from "../../../api/errors";
import { aLine, lines } from "../../../testing/chat";
import { atChat, desk, open, openRead, pass, reload, say, settle, unread } from "../../../testing/chatDesk";

atChat();

const newAfter = () => desk.chat.getSnapshot().newAfter;

describe("what one has not read", () => {
  it("is, for who comes late, what others have said before", async () => {
    await open(...lines(1, 3));
    expect(unread()).toBe(3);
    desk.chat.read(true);
    expect(unread()).toBe(0);
  });

  it("is nothing above what one has written oneself, perhaps in another tab", async () => {
    await open(aLine(1), aLine(2, { from: "jonas" }), aLine(3));
    expect(unread()).toBe(1);
  });

  it("is after a reload what came since one looked the last time", async () => {
    await openRead(aLine(1));
    say(aLine(2));
    expect(unread()).toBe(1);
    await reload();
    expect(unread()).toBe(1);
    desk.chat.read(true);
    await reload();
    expect(unread()).toBe(0);
  });

  it("does not grow with the earlier lines that one asks for", async () => {
    await openRead(...lines(1, 5));
    await desk.chat.loadEarlier();
    expect(unread()).toBe(0);
  });

  it("is told once the line is there, whatever the call has brought before the first page", async () => {
    desk.room.show({ link: "connecting" });
    await open(...lines(1, 2));
    desk.chat.read(true);
    say(aLine(3));
    expect(desk.memory.number).toBe(0);
    desk.room.show({ link: "up" });
    await settle();
    expect(unread()).toBe(0);
    expect(desk.memory.number).toBe(3);
  });
});

describe("the mark of what is new", () => {
  it("stands behind what one had read, as long as one looks", async () => {
    await openRead(...lines(1, 2));
    say(aLine(3));
    desk.chat.read(true);
    expect(newAfter()).toBe(2);
    say(aLine(4));
    expect(newAfter()).toBe(2);
    desk.chat.read(false);
    await settle();
    expect(newAfter()).toBeNull();
    desk.chat.read(true);
    expect(newAfter()).toBeNull();
  });

  it("does not stand above everything, where one has read nothing before", async () => {
    await open(...lines(1, 5));
    desk.chat.read(true);
    expect([newAfter(), unread()]).toEqual([null, 0]);
  });

  it("comes with the first page where the chat was open before it", async () => {
    await openRead(...lines(1, 2));
    say(aLine(3));
    await reload();
    desk.chat.stop();
    desk.server.problem = networkError;
    await reload();
    desk.chat.read(true);
    expect(newAfter()).toBeNull();
    desk.server.problem = null;
    await pass(5_000);
    expect(newAfter()).toBe(2);
    expect(unread()).toBe(0);
  });

  it("does not come with what is said while one looks", async () => {
    await openRead(aLine(1));
    desk.chat.read(true);
    say(aLine(2));
    expect([newAfter(), unread()]).toEqual([null, 0]);
  });

  it("stays where one looks away and back again at once", async () => {
    await openRead(aLine(1));
    say(aLine(2));
    desk.chat.read(true);
    desk.chat.read(false);
    desk.chat.read(true);
    await settle();
    expect(newAfter()).toBe(1);
  });
});
