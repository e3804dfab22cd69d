import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { QualityReport } from "../../../api/shapes";
import type { Vitals } from "../../../livekit/room";
import { FakeRoom } from "../../../livekit/roomFake";
import { LOOK_MS, Reporter, type Sent } from "./reporter";

let room: FakeRoom;
let sent: { report: QualityReport; last: boolean }[];
let answer: Sent;
let page: EventTarget;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom({ link: "up" });
  page = new EventTarget();
  sent = [];
  answer = "taken";
  count(0);
  const reporter = new Reporter({
    room,
    events: page,
    send: async (report, last) => {
      sent.push({ report, last });
      return answer;
    },
  });
  stop = reporter.start();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** The browser has counted so many thousand packets, a tenth of which was lost. */
function count(thousands: number, changes: Partial<Vitals> = {}): void {
  const flow = { packets: thousands * 1_000, lost: thousands * 100, bytes: thousands * 100_000 };
  room.vitals = {
    sid: "PA_jonas",
    quality: "good",
    rttMs: 40,
    jitterMs: 3,
    sent: new Map([["camera", flow]]),
    received: new Map(),
    ...changes,
  };
}

let looks = 0;
async function pass(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds * 1_000; passed += LOOK_MS) {
    looks += 1;
    count(looks, { sid: room.vitals?.sid });
    await vi.advanceTimersByTimeAsync(LOOK_MS);
  }
}

const numbers = () => sent.map(({ report }) => report.batch);
const samplesOf = (index: number) => sent[index]?.report.samples ?? [];
const kinds = () => sent.flatMap(({ report }) => (report.events ?? []).map(({ kind }) => kind));

describe("a call", () => {
  it("is told of every half minute", async () => {
    await pass(65);
    expect(numbers()).toEqual([1, 2]);
    expect(samplesOf(0)).toHaveLength(6);
    expect(samplesOf(0)[0]).toMatchObject({ sent_loss_percent: 10, seconds: 5, seconds_ago: 30 });
  });

  it("tells the rest when one leaves, without waiting for an answer", async () => {
    await pass(45);
    stop();
    expect(sent.map(({ report, last }) => [report.batch, report.samples?.length, last])).toEqual([
      [1, 6, false],
      [2, 2, true],
    ]);
  });

  it("tells the rest when the page goes away, and goes on if it comes back", async () => {
    await pass(20);
    page.dispatchEvent(new Event("pagehide"));
    await pass(30);
    expect(numbers()).toEqual([1, 2]);
  });

  it("is over when it is over", async () => {
    stop();
    await pass(60);
    room.trouble("silence");
    expect(sent).toEqual([]);
  });
});

describe("a server that does not answer", () => {
  it("gets the same again, with older times", async () => {
    answer = "later";
    await pass(35);
    answer = "taken";
    await pass(5);

    expect(numbers()).toEqual([1, 1]);
    expect(samplesOf(1)[0]).toMatchObject({ seconds_ago: 35 });
  });

  it("is asked once a look, and then gets everything in order", async () => {
    answer = "later";
    await pass(65);
    const asked = sent.length;
    answer = "taken";
    await pass(5);
    expect(numbers().slice(asked)).toEqual([1, 2]);
  });

  it("gets nothing twice that it does not want", async () => {
    answer = "never";
    await pass(65);
    expect(numbers()).toEqual([1, 2]);
  });
});

describe("a line that breaks", () => {
  it("is lost while it is built anew, and both ends of that are told", async () => {
    await pass(10);
    room.show({ link: "restarting" });
    await pass(10);
    room.show({ link: "up" });
    await pass(20);

    expect(samplesOf(0).map(({ grade }) => grade)).toEqual(["good", "lost", "lost", "good", "good", "good"]);
    expect(kinds()).toEqual(["reconnecting", "reconnected"]);
  });

  it("begins a new count with the next connection", async () => {
    await pass(20);
    count(0, { sid: "PA_again" });
    await pass(40);
    expect(sent.map(({ report }) => [report.visit_sid, report.batch])).toEqual([
      ["PA_jonas", 1],
      ["PA_again", 1],
    ]);
  });

  it("is not measured while there is none", async () => {
    room.show({ link: "down" });
    room.vitals = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
  });
});

describe("what happens", () => {
  it("is told by kind", async () => {
    await pass(10);
    room.notice({ kind: "gone", device: "camera" });
    room.notice({ kind: "replaced", device: "camera", label: "Another one" });
    room.trouble("silence");
    room.trouble("subscription");
    await room.setCamera(false);
    await pass(30);
    expect(kinds()).toEqual(["device_error", "silence", "subscription_failed", "camera_off"]);
  });

  it("is no choice of the person when leaving turns the camera off", async () => {
    await pass(10);
    room.show({ link: "down" });
    await room.setCamera(false);
    stop();
    expect(kinds()).toEqual([]);
  });
});

it("stays silent where the browser cannot count", async () => {
  room.measure = () => Promise.reject(new Error("no statistics"));
  await pass(60);
  expect(sent).toEqual([]);
});
