import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { giveLocks, streamingServer, takeLocks, watched } from "../testing/live";
import { closeTabs, forgetLook, LIVE_TEST_PACE, LiveTab, look } from "../testing/liveTab";
import { startServer } from "../testing/server";

const api = startServer();
const SOON = { ...LIVE_TEST_PACE, restMs: 30 };
let server: ReturnType<typeof streamingServer>;

beforeEach(() => {
  server = streamingServer();
  api.use(server.handler);
  look("here");
});
afterEach(() => {
  closeTabs();
  takeLocks();
  forgetLook();
});

const lines = (number: number) => waitFor(() => expect(server.lines.length).toBe(number));
const nobodyListens = () => waitFor(() => expect(server.open()).toHaveLength(0));
const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a tab that nobody looks at", () => {
  beforeEach(giveLocks);

  it("listens for a while, then rests", async () => {
    const tab = new LiveTab({ pace: { ...LIVE_TEST_PACE, restMs: 150 } });
    await lines(1);
    look("elsewhere");
    server.lines[0]?.room({ participant_count: 1 });
    await waitFor(() => expect(tab.counts).toEqual([1]));
    await nobodyListens();
    expect(server.lines).toHaveLength(1);
  });

  it("is told how everything stands as soon as somebody looks", async () => {
    const tab = new LiveTab({ pace: SOON });
    await lines(1);
    look("elsewhere");
    await nobodyListens();
    look("here");
    await lines(2);
    expect(server.lines[1]?.lastId).toBeNull();
    server.lines[1]?.room({ participant_count: 3 });
    await waitFor(() => expect(tab.counts).toEqual([3]));
  });

  it("does not rest when somebody looks again soon", async () => {
    new LiveTab({ pace: { ...LIVE_TEST_PACE, restMs: 60 } });
    await lines(1);
    look("elsewhere");
    look("here");
    await pass(120);
    expect(server.open()).toHaveLength(1);
    expect(server.lines).toHaveLength(1);
  });

  it("rests, too, when it was opened behind another one", async () => {
    look("elsewhere");
    new LiveTab({ pace: SOON });
    await pass(200);
    expect(server.open()).toHaveLength(0);
  });

  it("leaves the lead to one that somebody looks at", async () => {
    new LiveTab({ pace: SOON });
    await lines(1);
    const seen = new LiveTab({ pace: LIVE_TEST_PACE });
    look("elsewhere");
    // Both hear it, for there is one document here: only the first has so little patience.
    await waitFor(() => expect(server.lines.length).toBeGreaterThan(1));
    server.lines.at(-1)?.room({ participant_count: 2 });
    await waitFor(() => expect(seen.counts).toEqual([2]));
  });

  it("wakes no more than once, and not at all when it was closed", async () => {
    const tab = new LiveTab({ pace: SOON });
    await lines(1);
    look("elsewhere");
    await nobodyListens();
    look("here");
    look("here");
    await lines(2);
    tab.close();
    look("elsewhere");
    look("here");
    await pass(100);
    expect(server.lines).toHaveLength(2);
    expect(server.open()).toHaveLength(0);
  });
});

describe("a page that goes", () => {
  beforeEach(giveLocks);
  const goes = () => window.dispatchEvent(new Event("pagehide"));
  const comesBack = (persisted: boolean) =>
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));

  it("lets go of everything, and listens again when it comes out of the back-forward cache", async () => {
    new LiveTab();
    await lines(1);
    goes();
    await nobodyListens();
    comesBack(true);
    await lines(2);
  });

  it("does not listen twice because it is shown for the first time", async () => {
    new LiveTab();
    comesBack(false);
    await lines(1);
    await pass(100);
    expect(server.lines).toHaveLength(1);
  });
});

describe("a browser that cannot share", () => {
  it("asks nothing for a tab that nobody looks at", async () => {
    server.answers([watched({ participant_count: 1 })]);
    const tab = new LiveTab({ pace: SOON });
    await waitFor(() => expect(tab.counts.length).toBeGreaterThan(0));
    look("elsewhere");
    await pass(100);
    const asked = server.polls.length;
    await pass(100);
    expect(server.polls).toHaveLength(asked);
    look("here");
    await waitFor(() => expect(server.polls.length).toBeGreaterThan(asked));
  });
});
