import { describe, expect, it } from "vitest";
import { networkError } from "../../../api/errors";
import { aLine, lines } from "../../../testing/chat";
import { atChat, desk, numbers, open, openRead, pass, say, unread } from "../../../testing/chatDesk";

atChat();

describe("what is said now", () => {
  it("is there at once, and counts until somebody looks", async () => {
    await openRead(aLine(1));
    say(aLine(2));
    say(aLine(3));
    expect(numbers()).toEqual([1, 2, 3]);
    expect(unread()).toBe(2);
    desk.chat.read(true);
    expect(unread()).toBe(0);
    say(aLine(4));
    expect(unread()).toBe(0);
    desk.chat.read(false);
    say(aLine(5));
    expect(unread()).toBe(1);
    expect(desk.server.asked).toEqual([]);
  });

  it("is not believed on another topic, or in another form", async () => {
    await open(aLine(1));
    desk.room.say("rooms.people", aLine(2));
    desk.room.say("rooms.chat", { text: "Hello" });
    expect(numbers()).toEqual([1]);
  });

  it("is fetched when the call has lost it, a little later for some than for others", async () => {
    await openRead(aLine(1));
    desk.server.said.push(aLine(2));
    say(aLine(3));
    expect(numbers()).toEqual([1, 3]);
    await pass(849);
    expect(desk.server.asked).toEqual([]);
    await pass(1);
    expect(desk.server.asked).toEqual(["after m-1"]);
    expect(numbers()).toEqual([1, 2, 3]);
    expect(unread()).toBe(2);
  });

  it("is fetched after a broken line, all of it", async () => {
    await openRead(aLine(1));
    desk.room.show({ link: "restarting" });
    desk.server.said.push(...lines(2, 8));
    desk.room.show({ link: "up" });
    await pass(1_500);
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(desk.server.asked).toEqual(["after m-1", "after m-4", "after m-7"]);
    expect(unread()).toBe(7);
  });

  it("is fetched after a broken line also where nothing was said before", async () => {
    await open();
    desk.room.show({ link: "restarting" });
    desk.server.said.push(aLine(1));
    desk.room.show({ link: "up" });
    await pass(1_500);
    expect(numbers()).toEqual([1]);
    expect(unread()).toBe(1);
  });

  it("is fetched when the computer wakes up", async () => {
    await open(aLine(1));
    desk.tab.go();
    desk.server.said.push(aLine(2));
    await pass(1_500);
    expect(numbers()).toEqual([1]);
    desk.tab.come();
    await pass(1_500);
    expect(numbers()).toEqual([1, 2]);
  });

  it("is fetched although the first try fails", async () => {
    await open(aLine(1));
    desk.server.problem = networkError;
    desk.server.said.push(aLine(2));
    desk.tab.come();
    await pass(1_500);
    desk.server.problem = null;
    await pass(5_000);
    expect(numbers()).toEqual([1, 2]);
  });

  it("is fetched in time also where others go on talking", async () => {
    await open(aLine(1));
    desk.server.said.push(aLine(2));
    for (let number = 3; number <= 5; number += 1) {
      say(aLine(number));
      await pass(400);
    }
    expect(desk.server.asked[0]).toBe("after m-1");
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it("is not asked for with every line where the server has just failed", async () => {
    await open(aLine(1));
    desk.server.problem = networkError;
    desk.server.said.push(aLine(2));
    say(aLine(3));
    await pass(850);
    expect(desk.server.asked).toEqual(["after m-1"]);
    for (let number = 4; number <= 7; number += 1) {
      say(aLine(number));
      await pass(1_000);
    }
    expect(desk.server.asked).toEqual(["after m-1"]);
    desk.server.problem = null;
    await pass(1_000);
    expect(desk.server.asked).toEqual(["after m-1", "after m-1", "after m-7"]);
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("is in reach, all of it, where much was missed in a chat that was empty", async () => {
    await open();
    desk.server.said.push(...lines(1, 5));
    say(aLine(6));
    await pass(1_500);
    expect(numbers()).toEqual([4, 5, 6]);
    expect(desk.chat.getSnapshot().earlier).toBe("more");
    await desk.chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("is heard no more when the page is left", async () => {
    await open(aLine(1));
    desk.chat.stop();
    say(aLine(2));
    desk.tab.come();
    await pass(10_000);
    expect(numbers()).toEqual([1]);
    expect(desk.server.asked).toEqual([]);
  });
});
