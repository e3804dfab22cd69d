import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { ApiProvider } from "../../api/ApiContext";
import { rememberChoices } from "../../livekit/choices";
import { atComputer } from "../../testing/browser";
import { BOOKING_PAGE, grantFor, sessionRoom } from "../../testing/people";
import { joinAnswers, startServer } from "../../testing/server";
import { lookUpPermission } from "./media/permissions";
import { Preview } from "./media/preview";
import { useJoin } from "./useJoin";

const server = startServer();
const desk = atComputer();
const grant = grantFor(sessionRoom());
const wrapper = ({ children }: { children: ReactNode }) => (
  <ApiProvider page={BOOKING_PAGE}>{children}</ApiProvider>
);

beforeAll(() => import("../../livekit/handover"));

async function beforeJoin(opened = true) {
  const preview = new Preview({
    media: navigator.mediaDevices,
    permission: lookUpPermission,
    firefox: false,
    scope: window,
  });
  const started = preview.start();
  if (opened) await started;
  const onJoin = vi.fn();
  const onRefused = vi.fn();
  const hook = renderHook(() => useJoin({ preview, roomId: sessionRoom().id, onJoin, onRefused }), {
    wrapper,
  });
  return { preview, onJoin, onRefused, ...hook };
}

const lights = () => desk.computer.live.map((track) => track.kind);

describe("joining", () => {
  it("pressed twice is one request and one entry", async () => {
    let asked = 0;
    server.use(joinAnswers(grant));
    server.events.on("request:start", () => {
      asked += 1;
    });
    const { result, onJoin } = await beforeJoin();
    await act(() => Promise.all([result.current.join("video"), result.current.join("video")]));
    expect(onJoin).toHaveBeenCalledTimes(1);
    expect(asked).toBe(1);
    server.events.removeAllListeners();
  });

  it("while the camera is still opening takes it along: the button has promised it", async () => {
    server.use(joinAnswers(grant));
    let answer = () => {};
    desk.computer.gate = new Promise((resolve) => (answer = resolve));
    const { result, onJoin, preview } = await beforeJoin(false);
    let joining: Promise<void> = Promise.resolve();
    act(() => {
      joining = result.current.join("video");
    });
    await waitFor(() => expect(preview.getSnapshot().camera.status).toBe("opening"));
    answer();
    await act(() => joining);
    expect(onJoin.mock.calls[0]?.[0]).toMatchObject({ camera: {}, microphone: {} });
    expect(lights().toSorted()).toEqual(["audio", "video"]);
  });

  it("just to listen waits for no camera, and lets none go on that opens later", async () => {
    server.use(joinAnswers(grant));
    let answer = () => {};
    desk.computer.gate = new Promise((resolve) => (answer = resolve));
    const { result, onJoin } = await beforeJoin(false);
    await act(() => result.current.join("listen"));
    expect(onJoin).toHaveBeenCalledTimes(1);
    await act(async () => answer());
    await waitFor(() => expect(desk.computer.tracks).toHaveLength(2));
    await waitFor(() => expect(lights()).toEqual([]));
  });

  it("tells the call which devices were chosen, also those that are off", async () => {
    rememberChoices({ cameraId: "cam-1", microphoneId: "mic-1", speakerId: "out-1" });
    server.use(joinAnswers(grant));
    const { result, onJoin } = await beforeJoin();
    await act(() => result.current.join("listen"));
    expect(onJoin.mock.calls[0]?.[0]).toMatchObject({
      camera: null,
      microphone: null,
      cameraDeviceId: "cam-1",
      microphoneDeviceId: "mic-1",
      speakerDeviceId: "out-1",
    });
  });

  it("gives nothing to a call in which nothing may be published, and turns it off", async () => {
    const permissions = { ...grant.permissions, can_publish: false };
    server.use(joinAnswers({ ...grant, permissions }));
    const { result, onJoin } = await beforeJoin();
    await act(() => result.current.join("video"));
    expect(onJoin.mock.calls[0]?.[0]).toMatchObject({ camera: null, microphone: null });
    expect(lights()).toEqual([]);
  });

  it("that is refused keeps the mirror on, and asks why", async () => {
    server.use(joinAnswers({ status: 403, code: "too_early" }));
    const { result, onJoin, onRefused } = await beforeJoin();
    await act(() => result.current.join("video"));
    expect(result.current.state).toMatchObject({ status: "idle", error: { code: "too_early" } });
    expect(onRefused).toHaveBeenCalledTimes(1);
    expect(onJoin).not.toHaveBeenCalled();
    expect(lights().sort()).toEqual(["audio", "video"]);
  });

  it("that meets a fault of the server is not taken for a refusal", async () => {
    server.use(joinAnswers({ status: 500, code: "http_500" }));
    const { result, onRefused } = await beforeJoin();
    await act(() => result.current.join("video"));
    expect(result.current.state).toMatchObject({ status: "idle", error: { category: "fault" } });
    expect(onRefused).not.toHaveBeenCalled();
  });
});

describe("while the service is silent", () => {
  it("the trouble is told, and stopping brings back the button", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }));
    const { result, onJoin } = await beforeJoin();
    act(() => void result.current.join("video"));
    await waitFor(() =>
      expect(result.current.state).toMatchObject({ trouble: { code: "livekit_unavailable" } }),
    );
    act(() => result.current.cancel());
    expect(result.current.state).toEqual({ status: "idle", error: null });
    expect(onJoin).not.toHaveBeenCalled();
  });

  it("it can be tried again after stopping", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }, grant));
    const { result, onJoin } = await beforeJoin();
    act(() => void result.current.join("video"));
    await waitFor(() => expect(result.current.state).toMatchObject({ trouble: { status: 503 } }));
    act(() => result.current.cancel());
    await act(() => result.current.join("audio"));
    expect(onJoin).toHaveBeenCalledTimes(1);
    expect(onJoin.mock.calls[0]?.[0].mode).toBe("audio");
  });

  it("leaving the page ends the asking", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }, grant));
    const { result, onJoin, unmount } = await beforeJoin();
    act(() => void result.current.join("video"));
    await waitFor(() => expect(result.current.state).toMatchObject({ trouble: { status: 503 } }));
    unmount();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(onJoin).not.toHaveBeenCalled();
  });
});
