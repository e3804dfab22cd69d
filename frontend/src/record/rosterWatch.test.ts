import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RosterAnswer } from "../api/recordingRoster";
import { NADIA, rosterOf } from "../testing/recording";
import { RosterWatch } from "./rosterWatch";

let asked: number;
let answer: RosterAnswer;
let heard: unknown[];
let watch: RosterWatch;
/** How long the server takes. */
let takes: number;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  takes = 0;
  answer = rosterOf(NADIA);
  heard = [];
  watch = new RosterWatch(
    async () => {
      asked += 1;
      if (takes > 0) await new Promise((resolve) => setTimeout(resolve, takes));
      return answer;
    },
    { onRoster: (roster) => heard.push(roster), onEnded: () => heard.push("ended") },
  );
});

afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function begin(): Promise<void> {
  watch.start();
  await pass(0);
}

describe("the roster", () => {
  it("is asked for every three seconds", async () => {
    await begin();
    await pass(9_100);
    expect(asked).toBe(4);
    expect(heard).toHaveLength(4);
  });

  it("is asked for twice a second until the first answer", async () => {
    answer = { kind: "none" };
    await begin();
    await pass(2_100);
    expect(asked).toBe(5);
    expect(heard).toEqual([]);
  });

  it("is asked for as often as before while the server fails later", async () => {
    await begin();
    answer = { kind: "none" };
    await pass(9_100);
    expect(asked).toBe(4);
    expect(heard).toHaveLength(1);
  });

  it("is asked for before its turn when something happened", async () => {
    await begin();
    watch.askSoon();
    await pass(450);
    expect(asked).toBe(2);
  });

  it("is not put off by who keeps asking for it", async () => {
    await begin();
    for (let turn = 0; turn < 10; turn += 1) {
      watch.askSoon();
      await pass(100);
    }
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  it("is not asked for more often than every 400 ms, whatever happens", async () => {
    await begin();
    for (let turn = 0; turn < 100; turn += 1) {
      watch.askSoon();
      await pass(10);
    }
    expect(asked).toBeLessThanOrEqual(4);
  });

  it("is asked for once more where something happened while it was on its way", async () => {
    takes = 1_000;
    watch.start();
    await pass(500);
    watch.askSoon();
    await pass(1_000);
    expect(asked).toBe(2);
  });

  it("is asked for one at a time", async () => {
    takes = 10_000;
    watch.start();
    await pass(9_000);
    expect(asked).toBe(1);
  });

  it("says when the server says that the session is over", async () => {
    answer = { kind: "ended" };
    await begin();
    expect(heard).toEqual(["ended"]);
  });

  it("is asked for no more after the end, and an answer that is still on its way counts no more", async () => {
    takes = 1_000;
    watch.start();
    watch.stop();
    watch.askSoon();
    await pass(20_000);
    expect(asked).toBe(1);
    expect(heard).toEqual([]);
  });
});
