import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { BOOKING_PAGE, sessionRoom } from "../testing/people";
import { roomAnswers, startServer } from "../testing/server";
import { ApiProvider } from "./ApiContext";
import { useRoomInfo } from "./useRoomInfo";

const server = startServer();
const wrapper = ({ children }: { children: ReactNode }) => (
  <ApiProvider page={BOOKING_PAGE}>{children}</ApiProvider>
);

function watchRoom(everyMs: number | null = null) {
  return renderHook(() => useRoomInfo({ everyMs }), { wrapper }).result;
}

describe("the room", () => {
  it("is there after one answer, with the time it came", async () => {
    server.use(roomAnswers(sessionRoom()));
    const info = watchRoom();
    expect(info.current).toMatchObject({ room: null, loading: true });
    await waitFor(() => expect(info.current.room).toEqual(sessionRoom()));
    expect(info.current).toMatchObject({ error: null, loading: false });
    expect(Math.abs(info.current.receivedAt - Date.now())).toBeLessThan(5_000);
  });

  it("is asked for again and again", async () => {
    server.use(roomAnswers(sessionRoom(), sessionRoom({ participant_count: 1 })));
    const info = watchRoom(20);
    await waitFor(() => expect(info.current.room?.participant_count).toBe(1));
  });

  it("stays on screen while the server is silent, and the trouble is told", async () => {
    server.use(roomAnswers(sessionRoom(), "offline"));
    const info = watchRoom();
    await waitFor(() => expect(info.current.room).not.toBeNull());
    const came = info.current.receivedAt;
    await act(() => info.current.refresh());
    await waitFor(() => expect(info.current.error?.category).toBe("network"));
    expect(info.current.room).toEqual(sessionRoom());
    expect(info.current.receivedAt).toBe(came);
  });

  it("forgets the trouble with the next good answer", async () => {
    server.use(roomAnswers({ status: 503, code: "database_busy" }, sessionRoom()));
    const info = watchRoom();
    await waitFor(() => expect(info.current.error?.code).toBe("database_busy"));
    await act(() => info.current.refresh());
    await waitFor(() => expect(info.current).toMatchObject({ error: null, room: sessionRoom() }));
  });

  it("goes when the server says that it is not for this person", async () => {
    server.use(roomAnswers(sessionRoom(), { status: 403, code: "not_a_participant" }));
    const info = watchRoom();
    await waitFor(() => expect(info.current.room).not.toBeNull());
    await act(() => info.current.refresh());
    await waitFor(() => expect(info.current.room).toBeNull());
    expect(info.current.error?.code).toBe("not_a_participant");
  });
});
