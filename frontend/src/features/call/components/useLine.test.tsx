import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { RoomSnapshot } from "../../../livekit/room";
import { FakeRoom } from "../../../livekit/roomFake";
import { jonas, nadia } from "../../../testing/call";
import type { Connection } from "../model/connection";
import { useLine } from "./useLine";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const call: RoomSnapshot = new FakeRoom({ link: "restarting", people: [nadia, jonas] }).getSnapshot();
const mending: Connection = { kind: "reconnecting", media: false, since: 0 };
const line = (connection: Connection, others = { name: "Dr. Nadia Rahman", here: true }) =>
  renderHook(() => useLine(call, connection, others));

it("says who sees that we are coming back only while it is sure: nobody waits for ever", () => {
  const { result } = line(mending);
  expect(result.current.other).toBe("Dr. Rahman");
  act(() => vi.advanceTimersByTime(11_999));
  expect(result.current.other).toBe("Dr. Rahman");
  act(() => vi.advanceTimersByTime(1));
  expect(result.current.other).toBeNull();
  expect(result.current.banner).toEqual({ kind: "reconnecting" });
});

it("names nobody while the line is up, is made anew, or nobody was there", () => {
  expect(line({ kind: "inside" }).result.current.other).toBeNull();
  const rejoining = { kind: "rejoining", since: 0, attempt: 0, trouble: null } as const;
  expect(line(rejoining).result.current.other).toBeNull();
  expect(line(mending, { name: "Dr. Nadia Rahman", here: false }).result.current.other).toBeNull();
});

it("calls it long after two seconds", () => {
  const { result } = line(mending);
  expect(result.current.long).toBe(false);
  act(() => vi.advanceTimersByTime(2_100));
  expect(result.current.long).toBe(true);
});
