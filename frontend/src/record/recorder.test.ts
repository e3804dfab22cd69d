import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DownReason } from "../livekit/room";
import { JONAS, MARA, NADIA, type RecordingDesk, recordingDesk, rosterOf, seen } from "../testing/recording";

let desk: RecordingDesk;

beforeEach(() => {
  vi.useFakeTimers();
  desk = recordingDesk();
  desk.answer(rosterOf(NADIA, JONAS));
});

afterEach(() => {
  // A recorder that is not over would go on asking.
  desk.room.goesDown("deleted");
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const names = () => desk.recorder.getView().people.map(({ name }) => name);

async function begin(): Promise<void> {
  desk.recorder.start();
  await pass(0);
}

describe("the beginning", () => {
  it("dials what the recorder was told, with its token", async () => {
    await begin();
    expect(desk.room.connections).toEqual(["ws://lk.test egress"]);
  });

  it("is ready when we are in the call and know whom to show, though nobody is there", async () => {
    expect(desk.recorder.getView().ready).toBe(false);
    await begin();
    expect(desk.recorder.getView()).toMatchObject({
      ready: true,
      people: [],
      title: "Breathwork for beginners",
    });
  });

  it("is not ready before the server has answered", async () => {
    desk.answer({ kind: "none" });
    await begin();
    expect(desk.recorder.getView().ready).toBe(false);
    desk.answer(rosterOf(NADIA));
    await pass(600);
    expect(desk.recorder.getView().ready).toBe(true);
  });

  it("is told once, when what is there is on the screen", async () => {
    await begin();
    expect(desk.said).toEqual([]);
    desk.recorder.shown();
    desk.recorder.shown();
    expect(desk.said).toEqual(["START_RECORDING"]);
  });

  it("shows who is inside already", async () => {
    desk.room.enter(seen("n"), seen("j"));
    await begin();
    expect(names()).toEqual(["Dr. Nadia Rahman", "Jonas Weber"]);
  });
});

describe("whom it receives", () => {
  it("is nobody before the roster, and then whom it names", async () => {
    expect(desk.room.admitted).toEqual(new Set());
    await begin();
    expect(desk.room.admitted).toEqual(new Set(["n", "j"]));
  });

  it("is not a stranger, whose coming makes it ask at once", async () => {
    await begin();
    const before = desk.asked();
    desk.room.enter(seen("n"), seen("eve"));
    await pass(500);
    expect(desk.asked()).toBe(before + 1);
    expect(names()).toEqual(["Dr. Nadia Rahman"]);
  });

  it("is somebody new within a moment", async () => {
    await begin();
    desk.answer(rosterOf(NADIA, JONAS, MARA));
    desk.room.enter(seen("n"), seen("m"));
    await pass(500);
    expect(names()).toEqual(["Dr. Nadia Rahman", "Mara Lindgren"]);
  });

  it("is not whom the server holds back from now on", async () => {
    desk.room.enter(seen("n"), seen("j"));
    await begin();
    desk.answer(rosterOf(NADIA, { ...JONAS, in_recording: false }));
    desk.room.tellNews();
    await pass(500);
    expect(names()).toEqual(["Dr. Nadia Rahman"]);
    expect(desk.recorder.getView().heldBack).toBe(true);
  });

  it("is whoever agrees later and shows themselves", async () => {
    desk.answer(rosterOf(NADIA, { ...JONAS, in_recording: false }));
    desk.room.enter(seen("n"), seen("j", { micOn: false }));
    await begin();
    desk.answer(rosterOf(NADIA, JONAS));
    desk.room.enter(seen("n"), seen("j", { micOn: true }));
    await pass(500);
    expect(names()).toEqual(["Dr. Nadia Rahman", "Jonas Weber"]);
  });

  it("stays as it is while the server fails", async () => {
    desk.room.enter(seen("n"));
    await begin();
    desk.answer({ kind: "none" });
    await pass(30_000);
    expect(names()).toEqual(["Dr. Nadia Rahman"]);
    desk.answer(rosterOf());
    await pass(3_000);
    expect(names()).toEqual([]);
  });

  it("keeps the same object for somebody about whom nothing changes", async () => {
    desk.room.enter(seen("n"), seen("j"));
    await begin();
    const [nadia, jonas] = desk.recorder.getView().people;
    desk.room.enter(seen("n"), seen("j", { speaking: true }));
    expect(desk.recorder.getView().people[0]).toBe(nadia);
    expect(desk.recorder.getView().people[1]).not.toBe(jonas);
  });
});

describe("the layout", () => {
  it("is the one of the address until the server asks for another", async () => {
    await begin();
    expect(desk.recorder.getView().layout).toBe("speaker");
    desk.room.becomes({ metadata: '{"layout":"grid"}' });
    expect(desk.recorder.getView().layout).toBe("grid");
  });

  it("stays where what it asks for is none", async () => {
    await begin();
    desk.room.becomes({ metadata: '{"layout":"mosaic"}' });
    expect(desk.recorder.getView().layout).toBe("speaker");
  });
});

describe("a line that breaks", () => {
  it("is told once, and once that it is back", async () => {
    await begin();
    desk.recorder.shown();
    desk.room.becomes({ up: false });
    desk.room.becomes({ awaited: 1 });
    expect(desk.said).toEqual(["START_RECORDING", "LINE_DOWN"]);
    desk.room.becomes({ up: true });
    desk.room.becomes({ awaited: 0 });
    expect(desk.said).toEqual(["START_RECORDING", "LINE_DOWN", "LINE_UP"]);
  });

  it("is none of the recording's before it begins, but for one that is still broken then", async () => {
    await begin();
    desk.room.becomes({ up: false });
    desk.room.becomes({ up: true });
    desk.room.becomes({ up: false });
    expect(desk.said).toEqual([]);
    desk.recorder.shown();
    expect(desk.said).toEqual(["START_RECORDING", "LINE_DOWN"]);
  });
});

describe("the end", () => {
  it.each<DownReason>(["deleted", "removed", "duplicate"])(
    "is told when LiveKit says so: %s",
    async (reason) => {
      await begin();
      desk.recorder.shown();
      desk.room.goesDown(reason);
      expect(desk.said).toEqual(["START_RECORDING", "END_RECORDING"]);
      expect(desk.room.hasLeft).toBe(true);
    },
  );

  it("is told once, and nothing is asked or dialled after it", async () => {
    await begin();
    desk.room.goesDown("deleted");
    desk.room.goesDown("removed");
    const asked = desk.asked();
    await pass(120_000);
    expect(desk.said).toEqual(["END_RECORDING"]);
    expect(desk.asked()).toBe(asked);
    expect(desk.room.connections).toHaveLength(1);
  });

  it("is not the start of anything any more", async () => {
    await begin();
    desk.room.goesDown("deleted");
    desk.recorder.shown();
    expect(desk.said).toEqual(["END_RECORDING"]);
  });

  it("is not a line that breaks: it connects again, and the recording goes on", async () => {
    desk.room.enter(seen("n"));
    await begin();
    desk.recorder.shown();
    desk.room.goesDown("unexpected");
    expect(names()).toEqual(["Dr. Nadia Rahman"]); // the last picture stays meanwhile
    await pass(1_000);
    expect(desk.room.connections).toHaveLength(2);
    await pass(120_000);
    expect(desk.said).toEqual(["START_RECORDING", "LINE_DOWN", "LINE_UP"]);
  });

  it("comes when connecting again has failed for a minute", async () => {
    await begin();
    desk.room.fails = new Error("requested room does not exist");
    desk.room.goesDown("unexpected");
    await pass(55_000);
    expect(desk.said).toEqual([]);
    await pass(10_000);
    expect(desk.said).toEqual(["END_RECORDING"]);
    expect(desk.room.connections.length).toBeGreaterThan(20);
  });

  it("gives each break a minute of its own", async () => {
    await begin();
    for (const _ of [1, 2, 3]) {
      desk.room.fails = new Error("down");
      desk.room.goesDown("unexpected");
      await pass(50_000);
      desk.room.fails = null;
      await pass(3_000);
    }
    expect(desk.said).toEqual([]);
    expect(desk.recorder.getView().ready).toBe(true);
  });

  it("comes at once when the line is broken and our server says that the session is over", async () => {
    await begin();
    desk.room.fails = new Error("requested room does not exist");
    desk.answer({ kind: "ended" });
    desk.room.goesDown("unexpected");
    await pass(4_000);
    expect(desk.said).toEqual(["END_RECORDING"]);
  });

  it("is LiveKit's to tell while there is a line", async () => {
    await begin();
    desk.answer({ kind: "ended" });
    await pass(10_000);
    expect(desk.said).toEqual([]);
  });

  it("is told where no connection ever came about", async () => {
    desk.room.fails = new Error("down");
    await begin();
    await pass(65_000);
    expect(desk.said).toEqual(["END_RECORDING"]);
  });
});
