import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ApiError, networkError, type Result } from "../../../api/errors";
import type { JoinGrant, RoomInfo } from "../../../api/shapes";
import { FakeRoom } from "../../../livekit/roomFake";
import { grantFor, jonasIs, sessionRoom } from "../../../testing/people";
import { Connector } from "./connector";

const refused = (code: string, category: ApiError["category"] = "refused"): Result<never> => ({
  ok: false,
  error: { code, category, detail: "", retryAt: null, status: 403 },
});
const offline: Result<never> = { ok: false, error: networkError };

let room: FakeRoom;
let grants: Result<JoinGrant>[];
let asked: number;
let truth: Result<RoomInfo>;
let network: EventTarget;
let connector: Connector;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-24T13:00:00Z") });
  room = new FakeRoom();
  grants = [];
  asked = 0;
  truth = { ok: true, value: sessionRoom() };
  network = new EventTarget();
  connector = new Connector({
    room,
    grant: grantFor(sessionRoom(), { token: "from the lobby" }),
    fetchGrant: async () => {
      asked += 1;
      return grants.shift() ?? { ok: true, value: grantFor(sessionRoom(), { token: `fresh ${asked}` }) };
    },
    fetchRoom: async () => truth,
    events: network,
    random: () => 0.5,
  });
});

afterEach(() => {
  connector.stop();
  vi.useRealTimers();
});

const state = () => connector.getSnapshot().connection;
const settle = () => vi.advanceTimersByTimeAsync(0);

async function comeIn(): Promise<void> {
  connector.start();
  await settle();
  expect(state()).toEqual({ kind: "inside" });
  room.asked.length = 0;
}

it("goes in with the lobby's token, without asking for another", async () => {
  connector.start();
  await settle();
  expect(room.asked).toEqual(["connect from the lobby"]);
  expect(asked).toBe(0);
  expect(connector.getSnapshot().joinedAt).toBe(Date.parse("2026-11-24T13:00:00Z"));
});

describe("after a connection that LiveKit gave up", () => {
  it("comes back at once, with a fresh token", async () => {
    await comeIn();
    room.breakDown("unexpected");
    expect(state()).toMatchObject({ kind: "rejoining", attempt: 0 });
    await settle();
    expect(room.asked).toEqual(["warm up ws://127.0.0.1:7880", "connect fresh 1"]);
    expect(state()).toEqual({ kind: "inside" });
  });

  it("keeps asking while the server does not answer, and is in as soon as it does", async () => {
    await comeIn();
    grants = [offline, offline, refused("livekit_unavailable", "unavailable")];
    room.breakDown("unexpected");
    await settle();
    expect(state()).toMatchObject({ kind: "rejoining", attempt: 1, trouble: "network" });
    await vi.advanceTimersByTimeAsync(900);
    expect(state()).toMatchObject({ kind: "rejoining", attempt: 3, trouble: "service" });
    await vi.advanceTimersByTimeAsync(1_200);
    expect(state()).toEqual({ kind: "inside" });
    expect(asked).toBe(4);
  });

  it("asks for a new token for every try: LiveKit may have forgotten the room of the last one", async () => {
    await comeIn();
    let fails = 2;
    room.answer = async () => {
      if (fails-- > 0) throw new Error("404 requested room does not exist");
    };
    room.breakDown("unexpected");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.asked.filter((what) => what.startsWith("connect"))).toEqual([
      "connect fresh 1",
      "connect fresh 2",
      "connect fresh 3",
    ]);
    expect(state()).toEqual({ kind: "inside" });
  });

  it("says after a minute that the connection is lost, and goes in again on a press", async () => {
    await comeIn();
    grants = Array<Result<JoinGrant>>(50).fill(offline);
    room.breakDown("unexpected");
    await vi.advanceTimersByTimeAsync(59_000);
    expect(state().kind).toBe("rejoining");
    await vi.advanceTimersByTimeAsync(8_000);
    expect(state()).toEqual({ kind: "lost" });
    const before = asked;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(before);
    grants = [];
    connector.again();
    await settle();
    expect(state()).toEqual({ kind: "inside" });
  });

  it("comes back by itself from a lost connection when the network returns", async () => {
    await comeIn();
    grants = Array<Result<JoinGrant>>(50).fill(offline);
    room.breakDown("unexpected");
    await vi.advanceTimersByTimeAsync(70_000);
    grants = [];
    network.dispatchEvent(new Event("online"));
    await settle();
    expect(state()).toEqual({ kind: "inside" });
  });

  it("does not wait out the pause when the network returns while it tries", async () => {
    await comeIn();
    grants = Array<Result<JoinGrant>>(5).fill(offline);
    room.breakDown("unexpected");
    await vi.advanceTimersByTimeAsync(5_000);
    grants = [];
    network.dispatchEvent(new Event("online"));
    await settle();
    expect(state()).toEqual({ kind: "inside" });
  });

  it("stops when the server says no, with the server's reason", async () => {
    await comeIn();
    grants = [refused("booking_cancelled")];
    room.breakDown("unexpected");
    await settle();
    expect(state()).toEqual({ kind: "gone", how: "refused", code: "booking_cancelled" });
    expect(room.asked).toContain("leave");
  });

  it("keeps when somebody first came in", async () => {
    await comeIn();
    const { joinedAt } = connector.getSnapshot();
    await vi.advanceTimersByTimeAsync(30_000);
    room.breakDown("unexpected");
    await settle();
    expect(connector.getSnapshot().joinedAt).toBe(joinedAt);
  });
});

describe("put out by LiveKit", () => {
  const over = sessionRoom({ status: "ended", me: jonasIs({ can_join: false, code: "room_ended" }) });

  it("is over when the host ended the room", async () => {
    await comeIn();
    truth = { ok: true, value: over };
    room.breakDown("deleted");
    await settle();
    expect(state()).toEqual({ kind: "gone", how: "closed" });
  });

  it("comes back when only LiveKit lost the room", async () => {
    await comeIn();
    room.breakDown("deleted");
    await settle();
    await settle();
    expect(state()).toEqual({ kind: "inside" });
    expect(asked).toBe(1);
  });

  it("tries to come back when our own server does not answer either", async () => {
    await comeIn();
    truth = offline;
    room.breakDown("deleted");
    await settle();
    await settle();
    expect(state()).toEqual({ kind: "inside" });
  });

  it("does not come back after a removal", async () => {
    await comeIn();
    room.breakDown("removed");
    await settle();
    expect(state()).toEqual({ kind: "gone", how: "removed" });
    expect(asked).toBe(0);
  });

  it("does not fight with another tab of the same person", async () => {
    await comeIn();
    room.breakDown("duplicate");
    network.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(state()).toEqual({ kind: "gone", how: "duplicate" });
    expect(asked).toBe(0);
  });
});

describe("leaving", () => {
  it("shows that it leaves, leaves the room, and is over", async () => {
    await comeIn();
    connector.leave();
    expect(state()).toEqual({ kind: "leaving", how: "left" });
    expect(room.asked).toEqual(["leave"]);
    await settle();
    expect(state()).toEqual({ kind: "gone", how: "left" });
  });

  it("is not turned around by a token that arrives late", async () => {
    await comeIn();
    let arrive: (grant: Result<JoinGrant>) => void = () => undefined;
    const slow = new Promise<Result<JoinGrant>>((resolve) => {
      arrive = resolve;
    });
    grants = [];
    const late = new Connector({
      room,
      grant: grantFor(sessionRoom()),
      fetchGrant: () => slow,
      fetchRoom: async () => truth,
      events: network,
    });
    late.start();
    await settle();
    room.breakDown("unexpected");
    await settle();
    late.leave();
    arrive({ ok: true, value: grantFor(sessionRoom(), { token: "too late" }) });
    await settle();
    expect(late.getSnapshot().connection).toEqual({ kind: "gone", how: "left" });
    expect(room.asked).not.toContain("connect too late");
  });
});

describe("held by a page", () => {
  it("survives being let go and taken again, as React's strict mode does", async () => {
    const letGo = connector.hold();
    letGo();
    connector.hold();
    await settle();
    expect(state()).toEqual({ kind: "inside" });
    expect(room.asked).not.toContain("leave");
  });

  it("stops every track when the page goes without a word", async () => {
    const letGo = connector.hold();
    await settle();
    letGo();
    await settle();
    expect(room.asked).toContain("leave");
  });
});

it("follows LiveKit's own mending", async () => {
  await comeIn();
  room.show({ link: "resuming" });
  const since = Date.now();
  expect(state()).toEqual({ kind: "reconnecting", media: true, since });
  room.show({ link: "restarting" });
  expect(state()).toEqual({ kind: "reconnecting", media: false, since });
  room.show({ link: "up" });
  expect(state()).toEqual({ kind: "inside" });
});

it("does not let LiveKit mend for ever on a dead network, and goes in anew on a press", async () => {
  await comeIn();
  room.show({ link: "resuming" });
  await vi.advanceTimersByTimeAsync(30_000);
  room.show({ link: "restarting" });
  await vi.advanceTimersByTimeAsync(29_000);
  expect(state().kind).toBe("reconnecting");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(state()).toEqual({ kind: "lost" });
  expect(room.asked).toContain("drop");
  connector.again();
  await settle();
  expect(state()).toEqual({ kind: "inside" });
});

it("counts LiveKit's own mending into the minute that we try", async () => {
  await comeIn();
  grants = Array<Result<JoinGrant>>(50).fill(offline);
  room.show({ link: "restarting" });
  await vi.advanceTimersByTimeAsync(30_000);
  room.breakDown("unexpected");
  await vi.advanceTimersByTimeAsync(38_000);
  expect(state()).toEqual({ kind: "lost" });
});
