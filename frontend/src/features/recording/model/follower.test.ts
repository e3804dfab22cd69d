import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Result } from "../../../api/errors";
import { networkError } from "../../../api/errors";
import type { RoomInfo } from "../../../api/shapes";
import { FakeRoom } from "../../../livekit/roomFake";
import { webinarRoom } from "../../../testing/people";
import { aRecording, asking, recordableRoom, running } from "../../../testing/recordingServer";
import { RecordingFollower } from "./follower";

let room: FakeRoom;
let answers: Result<RoomInfo>;
let asked: number;
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom({ link: "up" });
  answers = { ok: true, value: recordableRoom() };
  asked = 0;
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function follow(first: RoomInfo = recordableRoom()): RecordingFollower {
  const follower = new RecordingFollower({
    room,
    first,
    fetchRoom: async () => {
      asked += 1;
      return answers;
    },
    random: () => 0.5,
  });
  stop = follower.start();
  return follower;
}

const status = (follower: RecordingFollower) => follower.getSnapshot().recording.status;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("the state of the recording", () => {
  it("begins as the room was when one came in", () => {
    expect(status(follow(recordableRoom(running())))).toBe("active");
  });

  it("follows the server's messages, and no other topic", () => {
    const follower = follow();
    room.say("rooms.chat", running());
    room.say("rooms.recording", { status: "paused" });
    expect(status(follower)).toBeNull();
    room.say("rooms.recording", running());
    expect(status(follower)).toBe("active");
  });

  it("is asked for by whoever leads when it is over: only the room tells them why", async () => {
    const failed = { id: "r", code: "crash", detail: "The recorder broke off." };
    const me = { ...recordableRoom().me, role: "host" as const };
    const follower = follow(recordableRoom(running(), { me }));
    answers = { ok: true, value: recordableRoom(aRecording({ ended_by: "crash", failed }), { me }) };
    room.say("rooms.recording", aRecording({ ended_by: "crash" }));
    expect(status(follower)).toBe("active");
    await pass(0);
    expect(follower.getSnapshot().recording).toMatchObject({ status: null, failed });
  });

  it("tells that it changed, and only then", () => {
    const follower = follow();
    let told = 0;
    follower.subscribe(() => {
      told += 1;
    });
    room.say("rooms.recording", running());
    room.say("rooms.recording", running());
    expect(told).toBe(1);
  });

  it("is asked for where a message got lost: soon while something is under way, else now and then", async () => {
    const follower = follow(recordableRoom(asking()));
    answers = { ok: true, value: recordableRoom(running()) };
    await pass(2_500);
    expect(status(follower)).toBe("active");
    await pass(19_000);
    expect(asked).toBe(1);
    await pass(1_000);
    expect(asked).toBe(2);
  });

  it("is asked for more rarely by a crowd, and not by all of it at once", async () => {
    follow(webinarRoom({ recording: running() }));
    await pass(60_000);
    expect(asked).toBe(0);
    await pass(30_000);
    expect(asked).toBe(1);
  });

  it("stays as it was while the server is silent", async () => {
    const follower = follow(recordableRoom(running()));
    answers = { ok: false, error: networkError };
    await pass(60_000);
    expect(asked).toBe(3);
    expect(status(follower)).toBe("active");
  });

  it("is asked for as soon as a broken line is mended", async () => {
    const follower = follow();
    answers = { ok: true, value: recordableRoom(running()) };
    room.show({ link: "resuming" });
    await pass(0);
    expect(asked).toBe(0);
    room.show({ link: "up" });
    await pass(0);
    expect(status(follower)).toBe("active");
  });

  it("is not turned back by an answer that is older than the last message", async () => {
    const follower = follow(recordableRoom(asking()));
    answers = { ok: true, value: recordableRoom(asking()) };
    const looking = follower.look();
    room.say("rooms.recording", running());
    await looking;
    expect(status(follower)).toBe("active");
  });

  it("is asked for by nobody where nothing can be recorded, until the server says that something is", async () => {
    const plain = recordableRoom();
    const follower = follow({ ...plain, features: { ...plain.features, recording: false } });
    room.show({ link: "resuming" });
    room.show({ link: "up" });
    await pass(120_000);
    expect(asked).toBe(0);
    expect(follower.getSnapshot().possible).toBe(false);
    room.say("rooms.recording", running());
    expect(follower.getSnapshot().possible).toBe(true);
  });

  it("is left alone when nobody follows it any more", async () => {
    const follower = follow(recordableRoom(aRecording()));
    stop();
    room.say("rooms.recording", running());
    await pass(60_000);
    expect([status(follower), asked]).toEqual([null, 0]);
  });
});
