import { beforeEach, describe, expect, it } from "vitest";
import { type ApiError, networkError } from "../../../api/errors";
import { aLine } from "../../../testing/chat";
import {
  atChat,
  BEGINS,
  desk,
  hold,
  open,
  pass,
  reload,
  settle,
  type,
  unsentTexts,
} from "../../../testing/chatDesk";

atChat();

const unavailable: ApiError = { ...networkError, code: "unavailable", category: "unavailable", status: 503 };
/** Not before so many seconds of the test. */
const throttled = (seconds: number): ApiError => ({
  ...networkError,
  code: "throttled",
  category: "throttled",
  status: 429,
  retryAt: new Date(BEGINS + seconds * 1_000).toISOString(),
});
const refused: ApiError = { ...networkError, code: "room_ended", category: "refused", status: 403 };

const problems = () => desk.chat.getSnapshot().unsent.map(({ problem }) => problem?.category ?? null);
const said = () => desk.server.said.map(({ text }) => text);
const online = () => desk.network.dispatchEvent(new Event("online"));

beforeEach(() => open());

describe("lines that could not be sent", () => {
  it.each([
    ["no answer came", networkError],
    ["the server is down", unavailable],
  ])("because %s go out by themselves, in their order", async (_, problem) => {
    desk.server.problem = problem;
    await type("One");
    await type("Two");
    expect(unsentTexts()).toEqual(["One", "Two"]);
    desk.server.problem = null;
    await pass(5_000);
    expect(unsentTexts()).toEqual([]);
    expect(said()).toEqual(["One", "Two"]);
  });

  it("are tried more and more rarely", async () => {
    desk.server.problem = networkError;
    await type("One");
    const tries = [];
    for (let minute = 0; minute < 3; minute += 1) {
      desk.server.asked = [];
      await pass(60_000);
      tries.push(desk.server.asked.length);
    }
    // After 2, 4, 8 and 16 seconds, then each half minute.
    expect(tries).toEqual([5, 2, 2]);
  });

  it("go out at once when the network is back", async () => {
    desk.server.problem = networkError;
    await type("One");
    await pass(20_000);
    desk.server.problem = null;
    online();
    await settle();
    expect(said()).toEqual(["One"]);
  });

  it("go out when the line of the call is up again, or somebody comes back to the page", async () => {
    desk.server.problem = networkError;
    await type("One");
    await pass(20_000);
    desk.room.show({ link: "restarting" });
    desk.server.problem = null;
    desk.room.show({ link: "up" });
    await settle();
    expect(said()).toEqual(["One"]);
    desk.server.problem = networkError;
    await type("Two");
    await pass(20_000);
    desk.server.problem = null;
    desk.tab.come();
    await settle();
    expect(said()).toEqual(["One", "Two"]);
  });

  it("wait as long as the server wants, whatever happens meanwhile", async () => {
    desk.server.problem = throttled(30);
    await type("One");
    await type("Two");
    desk.server.problem = null;
    online();
    desk.tab.come();
    await pass(29_000);
    expect(desk.server.asked.filter((what) => what.startsWith("send"))).toEqual(["send One k-1"]);
    expect(problems()).toEqual(["throttled", "throttled"]);
    await pass(2_000);
    expect(said()).toEqual(["One", "Two"]);
  });

  it("are throttled again in between, and each still goes out once", async () => {
    desk.server.problem = throttled(10);
    await type("One");
    await type("Two");
    const send = desk.server.send;
    let taken = 0;
    desk.server.problem = null;
    desk.server.send = async (text, key) => {
      taken += 1;
      return taken === 2 ? { ok: false, error: throttled(20) } : send(text, key);
    };
    await pass(11_000);
    expect([said(), unsentTexts()]).toEqual([["One"], ["Two"]]);
    await pass(10_000);
    expect([said(), unsentTexts()]).toEqual([["One", "Two"], []]);
  });

  it("do not ask all the time where the server's clock is ahead of its word", async () => {
    desk.server.problem = throttled(-60);
    await type("One");
    desk.server.asked = [];
    await pass(5_000);
    expect(desk.server.asked.length).toBeLessThanOrEqual(5);
  });

  it("are said once, although the answer to the first try was lost", async () => {
    const answer = hold();
    desk.server.problem = networkError;
    await type("One");
    desk.server.takeIn("One", "k-1");
    answer();
    await settle();
    expect(unsentTexts()).toEqual(["One"]);
    desk.server.problem = null;
    await pass(5_000);
    expect([said(), unsentTexts()]).toEqual([["One"], []]);
  });

  it("go on when the one before them is given up", async () => {
    desk.server.problem = networkError;
    await type("One");
    await type("Two");
    desk.chat.discard("k-1");
    desk.server.problem = null;
    await pass(5_000);
    expect(said()).toEqual(["Two"]);
  });

  it("are tried together on a press, in their order, whichever was pressed", async () => {
    desk.server.problem = networkError;
    await type("One");
    await type("Two");
    desk.server.problem = null;
    desk.chat.retry("k-2");
    expect(problems()).toEqual([null, null]);
    await settle();
    expect(said()).toEqual(["One", "Two"]);
  });

  it("say the same while they are tried again by themselves", async () => {
    desk.server.problem = networkError;
    await type("One");
    const answer = hold();
    await pass(3_000);
    expect(problems()).toEqual(["network"]);
    answer();
  });

  it("do not go out by themselves where the server has refused them, and hold nobody up", async () => {
    desk.server.problem = refused;
    await type("One");
    desk.server.problem = null;
    await type("Two");
    online();
    await pass(60_000);
    expect(said()).toEqual(["Two"]);
    expect(problems()).toEqual(["refused"]);
  });

  it("are tried no more when the page is left", async () => {
    desk.server.problem = networkError;
    await type("One");
    desk.chat.stop();
    desk.server.asked = [];
    online();
    await pass(60_000);
    expect(desk.server.asked).toEqual([]);
  });

  it("are not sent behind the one that was on its way when the page was left", async () => {
    const answer = hold();
    await type("One");
    await type("Two");
    desk.chat.stop();
    answer();
    await settle();
    expect(said()).toEqual(["One"]);
  });

  it("go out behind it when somebody has left and come back meanwhile", async () => {
    const answer = hold();
    await type("One");
    await type("Two");
    desk.chat.stop();
    desk.chat.start();
    answer();
    await settle();
    expect(said()).toEqual(["One", "Two"]);
  });
});

describe("after a reload", () => {
  it("the draft is there", async () => {
    desk.chat.write("Half a tho");
    await reload();
    expect(desk.chat.getSnapshot().draft).toBe("Half a tho");
  });

  it("what was held back goes out, in its order and once", async () => {
    desk.server.problem = networkError;
    await type("One");
    await type("Two");
    // The server had taken it; only its answer was lost.
    desk.server.takeIn("One", "k-1");
    desk.server.problem = null;
    await reload();
    expect(unsentTexts()).toEqual([]);
    expect(said()).toEqual(["One", "Two"]);
    expect(desk.chat.getSnapshot().lines).toHaveLength(2);
    expect(desk.memory.kept).toEqual({ draft: "", unsent: [] });
  });

  it("what was still on its way is sent again with its key", async () => {
    hold();
    await type("One");
    desk.server.gate = null;
    await reload();
    expect(desk.server.asked).toContain("send One k-1");
    expect(said()).toEqual(["One"]);
  });

  it("what the call has brought before its answer is still asked about", async () => {
    hold();
    await type("One");
    desk.room.say("rooms.chat", aLine(1, { from: "jonas", text: "One" }));
    expect(unsentTexts()).toEqual([]);
    expect(desk.memory.kept.unsent).toMatchObject([{ key: "k-1", text: "One" }]);
  });

  it("what must wait still waits for as long", async () => {
    desk.server.problem = throttled(30);
    await type("One");
    desk.server.problem = null;
    await reload();
    await pass(29_000);
    expect(unsentTexts()).toEqual(["One"]);
    await pass(2_000);
    expect(said()).toEqual(["One"]);
  });

  it("what was refused is there, with the reason, and is not sent by itself", async () => {
    desk.server.problem = refused;
    await type("One");
    desk.server.problem = null;
    await reload();
    await pass(60_000);
    expect(problems()).toEqual(["refused"]);
    expect(said()).toEqual([]);
  });

  it("nothing is kept by a page that was left: the call's end has forgotten it", async () => {
    const answer = hold();
    await type("One");
    desk.chat.stop();
    desk.memory.keepBegun({ draft: "", unsent: [] });
    answer();
    await settle();
    desk.chat.write("Too late");
    expect(desk.memory.kept).toEqual({ draft: "", unsent: [] });
  });
});
