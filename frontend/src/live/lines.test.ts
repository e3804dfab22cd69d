import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { streamingServer, watched } from "../testing/live";
import { LIVE_TEST_PACE } from "../testing/liveTab";
import { startServer } from "../testing/server";
import { type Lines, openLines } from "./lines";

const api = startServer();
let server: ReturnType<typeof streamingServer>;
let lines: Lines;
let told: string[];
let over: string[][];

function open(streams: number): void {
  lines = openLines({
    address: "/api/v1/live/",
    pace: LIVE_TEST_PACE,
    streams,
    onNews: ({ rooms }) => told.push(...rooms.map(({ watch }) => watch)),
    onOver: (watches) => over.push(watches),
  });
}

beforeEach(() => {
  server = streamingServer();
  api.use(server.handler);
  told = [];
  over = [];
  open(2);
});
afterEach(() => lines.stop());

/** The bookings of a long list, by their numbers. */
const bookings = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `booking:${first + index}`);
const held = () => server.open().map(({ watches }) => watches.length);
const holds = (...lengths: number[]) => waitFor(() => expect(held()).toEqual(lengths));
const streamed = () => server.open().flatMap(({ watches }) => watches);

describe("a day that one stream can watch", () => {
  it("has one", async () => {
    lines.watch(bookings(1, 100));
    await holds(100);
    expect(server.polls).toEqual([]);
  });

  it("keeps its stream while nothing is added", async () => {
    lines.watch(bookings(1, 20));
    await holds(20);
    lines.watch(bookings(5, 9));
    lines.watch(bookings(7, 20));
    await holds(20);
    expect(server.lines).toHaveLength(1);
  });

  it("opens it anew for what is added, without what nobody wants any more", async () => {
    lines.watch(bookings(1, 20));
    await holds(20);
    lines.watch(bookings(11, 25));
    await holds(15);
    expect(streamed().toSorted()).toEqual(bookings(11, 25).toSorted());
  });

  it("has none when nothing is wanted", async () => {
    lines.watch(bookings(1, 20));
    await holds(20);
    lines.watch([]);
    await holds();
  });
});

describe("more than one stream may watch", () => {
  it("is watched by a second one", async () => {
    lines.watch(bookings(1, 150));
    await holds(100, 50);
    server.open()[1]?.room({ watch: "booking:140" });
    await waitFor(() => expect(told).toEqual(["booking:140"]));
    expect(server.polls).toEqual([]);
  });

  it("leaves the first stream alone when more is added", async () => {
    lines.watch(bookings(1, 100));
    await holds(100);
    const [first] = server.open();
    lines.watch(bookings(1, 130));
    await holds(100, 30);
    expect(server.open()[0]).toBe(first);
  });

  it("gives up the second stream with the last that was watched by it", async () => {
    lines.watch(bookings(1, 130));
    await holds(100, 30);
    lines.watch(bookings(1, 100));
    await holds(100);
    expect(server.lines).toHaveLength(2);
  });
});

describe("more than two streams may watch", () => {
  it("is asked for every few seconds, a hundred at a time, and nothing is left out", async () => {
    server.answers([watched({ watch: "booking:450" })]);
    lines.watch(bookings(1, 450));
    await holds(100, 100);
    await waitFor(() => expect(new Set(server.polls.flat()).size).toBe(250));
    await waitFor(() => expect(told).toContain("booking:450"));
    expect(Math.max(...server.polls.map(({ length }) => length))).toBe(100);
    expect(new Set([...streamed(), ...server.polls.flat()])).toEqual(new Set(bookings(1, 450)));
  });

  it("moves into a stream as soon as there is room", async () => {
    lines.watch(bookings(1, 210));
    await holds(100, 100);
    await waitFor(() => expect(server.polls.at(-1)).toEqual(bookings(201, 210)));
    lines.watch(bookings(51, 210));
    await holds(100, 60);
    expect(new Set(streamed())).toEqual(new Set(bookings(51, 210)));
    const asked = server.polls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.polls.length - asked).toBeLessThanOrEqual(1);
  });

  it("is asked for alone where no stream may be held", async () => {
    lines.stop();
    open(0);
    lines.watch(bookings(1, 150));
    await waitFor(() => expect(new Set(server.polls.flat()).size).toBe(150));
    expect(server.lines).toEqual([]);
  });
});

describe("a line of which nothing may be watched any more", () => {
  it("says so, and the other one goes on", async () => {
    lines.watch(bookings(1, 130));
    await holds(100, 30);
    server.open()[0]?.end("not_a_participant");
    await waitFor(() => expect(over).toEqual([bookings(1, 100)]));
    server.open().at(-1)?.room({ watch: "booking:120" });
    await waitFor(() => expect(told).toEqual(["booking:120"]));
  });

  it("is tried again when somebody wants something", async () => {
    lines.watch(bookings(1, 3));
    await holds(3);
    server.open()[0]?.end("not_a_participant");
    await waitFor(() => expect(over).toHaveLength(1));
    lines.watch(bookings(1, 4));
    await waitFor(() => expect(server.lines.at(-1)?.watches).toEqual(bookings(1, 4)));
  });
});
