import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { giveLocks, streamingServer, takeLocks, watched } from "../testing/live";
import { closeTabs, forgetLook, LIVE_TEST_PACE, LiveTab, look } from "../testing/liveTab";
import { startServer } from "../testing/server";

const api = startServer();
let server: ReturnType<typeof streamingServer>;

beforeEach(() => {
  server = streamingServer();
  api.use(server.handler);
});
afterEach(() => {
  closeTabs();
  takeLocks();
  vi.useRealTimers();
  forgetLook();
});

const lines = (number: number) => waitFor(() => expect(server.lines.length).toBe(number));

describe("the tabs of one browser", () => {
  beforeEach(giveLocks);

  it("share one stream", async () => {
    const tabs = [new LiveTab(), new LiveTab(), new LiveTab()];
    await lines(1);
    server.lines[0]?.room({ participant_count: 1 });
    for (const tab of tabs) await waitFor(() => expect(tab.counts).toEqual([1]));
    expect(server.lines).toHaveLength(1);
  });

  it("watch together what each of them wants, and each hears of its own", async () => {
    const day = new LiveTab({ watches: ["session:4", "booking:12"] });
    const lobby = new LiveTab({ watches: ["session:9"] });
    await waitFor(() =>
      expect(server.lines.at(-1)?.watches.toSorted()).toEqual(["booking:12", "session:4", "session:9"]),
    );
    const line = server.lines.at(-1);
    line?.room({ watch: "session:9", participant_count: 3 });
    line?.room({ watch: "session:4", participant_count: 2 });
    await waitFor(() => expect(day.counts).toEqual([2]));
    await waitFor(() => expect(lobby.counts).toEqual([3]));
    expect(server.open()).toHaveLength(1);
  });

  it("tell a tab that is opened later what they know already", async () => {
    const first = new LiveTab();
    await lines(1);
    server.lines[0]?.room({ participant_count: 2 });
    await waitFor(() => expect(first.counts).toEqual([2]));
    const second = new LiveTab();
    await waitFor(() => expect(second.counts).toEqual([2]));
    expect(server.lines).toHaveLength(1);
  });

  it("do not tell the others what they know when one comes", async () => {
    const first = new LiveTab();
    await lines(1);
    server.lines[0]?.room({ participant_count: 2 });
    await waitFor(() => expect(first.counts).toEqual([2]));
    const second = new LiveTab();
    await waitFor(() => expect(second.counts).toEqual([2]));
    const third = new LiveTab();
    await waitFor(() => expect(third.counts).toEqual([2]));
    expect([first.counts, second.counts]).toEqual([[2], [2]]);
  });

  it("hear nothing twice because they ask whether anybody leads", async () => {
    look("here");
    const tabs = [1, 2].map(() => new LiveTab({ pace: { ...LIVE_TEST_PACE, askMs: 10 } }));
    await lines(1);
    server.lines[0]?.room({ participant_count: 2 });
    for (const tab of tabs) await waitFor(() => expect(tab.counts).toEqual([2]));
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const tab of tabs) expect(tab.counts).toEqual([2]);
    expect(server.lines).toHaveLength(1);
  });

  it("have room for the living where one crashed with a long list", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    new LiveTab();
    await lines(1);
    const channel = new BroadcastChannel("rooms-live-2:/api/v1/live/:7");
    const long = Array.from({ length: 100 }, (_, index) => `booking:${500 + index}`);
    channel.postMessage({ kind: "want", from: "crashed", watches: long });
    await lines(3);
    expect(server.open()).toHaveLength(2);
    vi.setSystemTime(Date.now() + 5 * LIVE_TEST_PACE.askMs);
    new LiveTab({ watches: ["session:4"] });
    await waitFor(() =>
      expect(server.open().map(({ watches }) => watches)).toEqual([["booking:12", "session:4"]]),
    );
    channel.close();
  });

  it("go on when the one that leads is closed", async () => {
    const [leads, follows] = [new LiveTab(), new LiveTab()];
    await lines(1);
    leads.close();
    await lines(2);
    await waitFor(() => expect(server.open()).toHaveLength(1));
    server.lines[1]?.room({ participant_count: 1 });
    await waitFor(() => expect(follows.counts).toEqual([1]));
    expect(leads.counts).toEqual([]);
  });

  it("close the stream with the last of them", async () => {
    const tabs = [new LiveTab(), new LiveTab()];
    await lines(1);
    for (const tab of tabs) tab.close();
    await waitFor(() => expect(server.open()).toHaveLength(0));
  });

  it("share nothing with somebody else who logged in there", async () => {
    const jonas = new LiveTab();
    const nadia = new LiveTab({ user: "3" });
    await lines(2);
    server.lines[1]?.room({ people: [{ id: "p", name: "Mara Lindgren", role: "participant" }] });
    await waitFor(() => expect(nadia.rooms).toHaveLength(1));
    expect(jonas.rooms).toEqual([]);
  });

  it("hear which of them may not be watched, and when nothing may any more", async () => {
    const [allowed, not] = [new LiveTab(), new LiveTab({ watches: ["booking:13"] })];
    await waitFor(() => expect(server.lines.at(-1)?.watches).toHaveLength(2));
    server.lines.at(-1)?.denied({ watch: "booking:13", code: "not_a_participant", detail: "" });
    await waitFor(() => expect(not.denied).toEqual(["booking:13"]));
    expect(allowed.denied).toEqual([]);
    server.lines.at(-1)?.end("not_authenticated");
    await waitFor(() => expect([allowed.isOver, not.isOver]).toEqual([true, true]));
    const before = server.lines.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.lines).toHaveLength(before);
  });

  it("listen for themselves while the one that leads is put to sleep", async () => {
    // It holds the lock and answers nobody.
    const held = navigator.locks.request(
      "rooms-live-2:/api/v1/live/:7",
      { signal: new AbortController().signal },
      () => new Promise(() => {}),
    );
    expect(held).toBeDefined();
    look("here");
    const tab = new LiveTab({ pace: { ...LIVE_TEST_PACE, askMs: 10, patienceMs: 20 } });
    await lines(1);
    server.lines[0]?.room({ participant_count: 1 });
    await waitFor(() => expect(tab.counts).toEqual([1]));
  });

  it("come back with what they heard last when the line breaks", async () => {
    const tab = new LiveTab();
    await lines(1);
    server.lines[0]?.room({ participant_count: 1 }, "abc");
    await waitFor(() => expect(tab.counts).toEqual([1]));
    server.lines[0]?.breaks();
    await lines(2);
    expect(server.lines[1]?.lastId).toBe("abc");
    server.lines[1]?.room({ participant_count: 2 });
    await waitFor(() => expect(tab.counts).toEqual([1, 2]));
  });

  it("come back as fast as ever to a room in which nothing happens, however often a proxy cuts the line", async () => {
    new LiveTab({ pace: { ...LIVE_TEST_PACE, longestMs: 60_000 } });
    for (let times = 1; times <= 14; times += 1) {
      await lines(times);
      server.lines.at(-1)?.comment();
      server.lines.at(-1)?.breaks();
    }
    await lines(15);
  });

  it("come back as soon as the network does, however long they meant to wait", async () => {
    server.refuses(503, "database_busy");
    new LiveTab({ pace: { ...LIVE_TEST_PACE, againMs: 60_000, longestMs: 60_000 } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.lines).toHaveLength(0);
    server.recovers();
    await waitFor(() => {
      window.dispatchEvent(new Event("online"));
      expect(server.lines).toHaveLength(1);
    });
  });

  it("take a line from before the network was away for dead", async () => {
    new LiveTab();
    await lines(1);
    server.lines[0]?.comment();
    window.dispatchEvent(new Event("online"));
    await lines(2);
    await waitFor(() => expect(server.open()).toHaveLength(1));
  });

  it("take a line that has been silent for too long for dead", async () => {
    new LiveTab({ pace: { ...LIVE_TEST_PACE, silentMs: 50 } });
    await lines(1);
    server.lines[0]?.comment();
    await lines(2);
  });

  it("wait out a server that is busy", async () => {
    server.refuses(503, "database_busy");
    const tab = new LiveTab();
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.recovers();
    await lines(1);
    expect(tab.isOver).toBe(false);
  });

  it("ask every few seconds where a proxy keeps the stream back", async () => {
    server.answers([watched({ participant_count: 4 })]);
    const tab = new LiveTab({ pace: { ...LIVE_TEST_PACE, heldBackMs: 50 } });
    await waitFor(() => expect(tab.counts.length).toBeGreaterThan(1));
    expect(tab.counts[0]).toBe(4);
    expect(server.lines).toHaveLength(1);
  });

  it("stop where the server says that it is not for this person", async () => {
    server.refuses(403, "not_a_participant");
    const tab = new LiveTab();
    await waitFor(() => expect(tab.isOver).toBe(true));
  });
});

describe("a browser that cannot share", () => {
  it("asks in each tab, and holds no line", async () => {
    server.answers(
      [watched({ participant_count: 1 })],
      [{ watch: "booking:13", code: "not_found", detail: "" }],
    );
    const tab = new LiveTab({ watches: ["booking:12", "booking:13"] });
    await waitFor(() => expect(server.polls.length).toBeGreaterThan(1));
    expect(tab.counts[0]).toBe(1);
    expect(tab.denied[0]).toBe("booking:13");
    expect(server.lines).toEqual([]);
  });
});

describe("a server under WSGI", () => {
  it("is asked again after as long as it says", async () => {
    giveLocks();
    server.streamsNothing();
    server.answers([watched({ participant_count: 1 })]);
    const tab = new LiveTab();
    await waitFor(() => expect(tab.counts.length).toBeGreaterThan(1));
  });
});
