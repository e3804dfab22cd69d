import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { BOOKING_PAGE, grantFor, sessionRoom } from "../testing/people";
import { joinAnswers, startServer } from "../testing/server";
import { ApiProvider } from "./ApiContext";
import { errorFrom, networkError } from "./errors";
import { useRoomToken, waitBeforeRetry } from "./useRoomToken";

const server = startServer();
const grant = grantFor(sessionRoom());

function tokenOf() {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ApiProvider page={BOOKING_PAGE}>{children}</ApiProvider>
  );
  return renderHook(() => useRoomToken(), { wrapper }).result.current;
}

describe("a token", () => {
  it("comes with the grant", async () => {
    server.use(joinAnswers(grant));
    expect(await tokenOf()()).toEqual({ ok: true, value: grant });
  });

  it("is asked for again while the service does not answer", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }, grant));
    const told = vi.fn();
    expect(await tokenOf()({ onRetry: told })).toEqual({ ok: true, value: grant });
    expect(told).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "livekit_unavailable" }));
  });

  it("that is refused is not asked for again", async () => {
    server.use(joinAnswers({ status: 410, code: "room_ended" }, grant));
    expect(await tokenOf()()).toMatchObject({ ok: false, error: { code: "room_ended" } });
  });

  it("gives up after as many attempts as it was given", async () => {
    server.use(joinAnswers("offline"));
    expect(await tokenOf()({ attempts: 2 })).toEqual({ ok: false, error: networkError });
  });

  it("stops when nobody waits any more", async () => {
    server.use(joinAnswers("offline"));
    const stop = new AbortController();
    const answer = tokenOf()({
      attempts: Number.POSITIVE_INFINITY,
      signal: stop.signal,
      onRetry: () => stop.abort(),
    });
    expect(await answer).toEqual({ ok: false, error: networkError });
  });
});

describe("the wait before asking again", () => {
  it("doubles, up to eight seconds", () => {
    expect([0, 1, 2, 3, 4, 9].map((n) => waitBeforeRetry(networkError, n))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000,
    ]);
  });

  it("respects what the server asks for, within reason", () => {
    const now = Date.parse("2026-11-24T13:00:00Z");
    const soon = errorFrom(429, { code: "throttled", retry_at: "2026-11-24T13:00:03Z" });
    const late = errorFrom(429, { code: "throttled", retry_at: "2026-11-24T14:00:00Z" });
    const broken = errorFrom(429, { code: "throttled", retry_at: "soon" });
    expect([soon, late, broken].map((error) => waitBeforeRetry(error, 0, now))).toEqual([3000, 8000, 500]);
  });
});
