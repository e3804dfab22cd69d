import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { networkError, type Result } from "../../../api/errors";
import type { RoomInfo } from "../../../api/shapes";
import { FakeRoom } from "../../../livekit/roomFake";
import { recordableRoom } from "../../../testing/recordingServer";
import { offAir, onAir, streamableRoom } from "../../../testing/streamingServer";
import { StreamingFollower } from "./follower";

let room: FakeRoom;
let answers: Result<RoomInfo>;
let asked: number;
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom({ link: "up" });
  answers = { ok: true, value: streamableRoom() };
  asked = 0;
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function follow(first: RoomInfo = streamableRoom()): StreamingFollower {
  const follower = new StreamingFollower({
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

const active = (follower: StreamingFollower) => follower.getSnapshot().active;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("whether this is on air", () => {
  it("begins as the room was when one came in", () => {
    expect(active(follow(streamableRoom(onAir())))).toBe(true);
    expect(active(follow())).toBe(false);
  });

  it("follows the server's messages, and no other topic", () => {
    const follower = follow();
    room.say("rooms.recording", onAir());
    room.say("rooms.streaming", { active: "perhaps" });
    expect(active(follower)).toBe(false);
    room.say("rooms.streaming", onAir());
    expect(active(follower)).toBe(true);
    room.say("rooms.streaming", offAir());
    expect(active(follower)).toBe(false);
  });

  it("is told once for each change", () => {
    const follower = follow();
    let told = 0;
    follower.subscribe(() => {
      told += 1;
    });
    room.say("rooms.streaming", onAir());
    room.say("rooms.streaming", onAir());
    expect(told).toBe(1);
  });

  it("is asked for where a message got lost", async () => {
    const follower = follow(streamableRoom(onAir()));
    await pass(19_000);
    expect(asked).toBe(0);
    await pass(1_000);
    expect(active(follower)).toBe(false);
  });

  it("is asked for soon by whoever may stream, though nothing is on air", async () => {
    answers = { ok: true, value: streamableRoom(onAir({ available: true })) };
    const follower = follow(streamableRoom(offAir({ available: true })));
    await pass(20_000);
    expect(active(follower)).toBe(true);
  });

  it.each([
    ["a crowd", streamableRoom(onAir(), { room_type: "webinar" })],
    ["those who only may be streamed", streamableRoom()],
  ])("is asked for more rarely by %s, and not by all at once", async (_who, first) => {
    follow(first);
    await pass(89_000);
    expect(asked).toBe(0);
    await pass(1_000);
    expect(asked).toBe(1);
  });

  it("is asked for by nobody where people are asked one by one, until the server says that it is", async () => {
    const follower = follow(recordableRoom());
    room.show({ link: "resuming" });
    room.show({ link: "up" });
    await pass(300_000);
    expect(asked).toBe(0);
    room.say("rooms.streaming", onAir());
    expect(active(follower)).toBe(true);
    await pass(20_000);
    expect(asked).toBe(1);
  });

  it("stays as it was while the server is silent", async () => {
    const follower = follow(streamableRoom(onAir()));
    answers = { ok: false, error: networkError };
    await pass(60_000);
    expect(asked).toBe(3);
    expect(active(follower)).toBe(true);
  });

  it("is asked for as soon as a broken line is mended", async () => {
    const follower = follow();
    answers = { ok: true, value: streamableRoom(onAir()) };
    room.show({ link: "resuming" });
    await pass(0);
    expect(asked).toBe(0);
    room.show({ link: "up" });
    await pass(0);
    expect(active(follower)).toBe(true);
  });

  it("is not turned back by an answer that is older than the last message", async () => {
    const follower = follow();
    room.show({ link: "resuming" });
    room.show({ link: "up" });
    room.say("rooms.streaming", onAir());
    await pass(0);
    expect([asked, active(follower)]).toEqual([1, true]);
  });

  it("is left alone when nobody follows it any more", async () => {
    const follower = follow();
    stop();
    room.say("rooms.streaming", onAir());
    await pass(300_000);
    expect([active(follower), asked]).toEqual([false, 0]);
  });
});
