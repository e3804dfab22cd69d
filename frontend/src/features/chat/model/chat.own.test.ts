import { describe, expect, it } from "vitest";
import { type ApiError, networkError } from "../../../api/errors";
import { aLine, lines } from "../../../testing/chat";
import {
  atChat,
  desk,
  hold,
  numbers,
  open,
  openRead,
  pass,
  say,
  settle,
  type,
  unread,
  unsentTexts,
} from "../../../testing/chatDesk";

atChat();

const refused: ApiError = {
  code: "not_allowed",
  category: "refused",
  detail: "You can write while you are in the room.",
  retryAt: null,
  status: 403,
};

describe("one's own line", () => {
  it("is on its way at once, then said, and the field is empty", async () => {
    await openRead(aLine(1));
    desk.chat.write("  Thanks ");
    desk.chat.send();
    expect(desk.chat.getSnapshot()).toMatchObject({
      draft: "",
      unsent: [{ key: "k-1", text: "Thanks", problem: null }],
    });
    await settle();
    expect(desk.chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
    expect(unread()).toBe(0);
  });

  it("is there once, although the call brings it before the answer", async () => {
    await open(aLine(1));
    const answer = hold();
    await type("Thanks");
    desk.room.say("rooms.chat", aLine(2, { from: "jonas", text: "Thanks" }));
    expect(desk.chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
    answer();
    await settle();
    expect(numbers()).toEqual([1, 2]);
  });

  it("that failed stays, and is sent again with the same key", async () => {
    await open(aLine(1));
    desk.server.problem = networkError;
    await type("Thanks");
    expect(desk.chat.getSnapshot().unsent).toMatchObject([{ key: "k-1", problem: networkError }]);
    desk.server.problem = null;
    desk.chat.retry("k-1");
    expect(desk.chat.getSnapshot().unsent).toMatchObject([{ problem: null }]);
    await settle();
    expect(desk.server.asked).toEqual(["send Thanks k-1", "send Thanks k-1"]);
    expect(desk.chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
  });

  it("that failed although it was taken is not said twice when it is sent again", async () => {
    await open(aLine(1));
    desk.server.problem = networkError;
    await type("Thanks");
    desk.server.problem = null;
    desk.server.takeIn("Thanks", "k-1");
    desk.tab.come();
    await pass(1_500);
    desk.chat.retry("k-1");
    await settle();
    expect(desk.chat.getSnapshot().unsent).toEqual([]);
    expect(numbers()).toEqual([1, 2]);
  });

  it("that failed is not lost when the same words of an hour ago come with an earlier page", async () => {
    await open(aLine(1, { from: "jonas", text: "Thanks" }), ...lines(2, 4));
    desk.server.problem = networkError;
    await type("Thanks");
    desk.server.problem = null;
    await desk.chat.loadEarlier();
    expect(numbers()).toEqual([1, 2, 3, 4]);
    expect(unsentTexts()).toEqual(["Thanks"]);
  });

  it("that failed before the first page came is not lost with that page", async () => {
    desk.room.show({ link: "connecting" });
    await open(aLine(1, { from: "jonas", text: "Thanks" }));
    desk.server.problem = refused;
    await type("Thanks");
    desk.server.problem = null;
    desk.room.show({ link: "up" });
    await settle();
    expect(numbers()).toEqual([1]);
    expect(unsentTexts()).toEqual(["Thanks"]);
  });

  it("that failed is not lost when another tab says the same", async () => {
    await open(aLine(1));
    desk.server.problem = networkError;
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
    desk.server.problem = networkError;
    answer();
    await settle();
    expect(desk.chat.getSnapshot().unsent).toMatchObject([
      { key: "k-1", text: "Thanks", problem: networkError },
    ]);
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
    expect(desk.server.asked).toEqual(["send First k-1", "send Thanks k-2"]);
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
    desk.server.problem = networkError;
    await type("Thanks");
    desk.chat.discard("k-1");
    expect(desk.chat.getSnapshot().unsent).toEqual([]);
  });

  it("waits for the one before, so that they are read in the order in which they were written", async () => {
    await open();
    const answer = hold();
    await type("First");
    await type("Second");
    expect(desk.server.asked).toEqual(["send First k-1"]);
    answer();
    await settle();
    expect(desk.chat.getSnapshot().lines.map(({ text }) => text)).toEqual(["First", "Second"]);
  });

  it("does not hold the next one up when it failed", async () => {
    await open();
    desk.server.problem = refused;
    await type("First");
    desk.server.problem = null;
    await type("Second");
    expect(desk.chat.getSnapshot().lines.map(({ text }) => text)).toEqual(["Second"]);
    expect(desk.chat.getSnapshot().unsent).toMatchObject([{ text: "First", problem: refused }]);
  });
});
