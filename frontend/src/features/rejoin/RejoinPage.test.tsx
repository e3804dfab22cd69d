import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { atComputer } from "../../testing/browser";
import { grantFor, sessionRoom, viewerGrant, webinarRoom } from "../../testing/people";
import { renderPage } from "../../testing/render";
import { joinAnswers, startServer } from "../../testing/server";
import RejoinPage from "./RejoinPage";

const server = startServer();
const desk = atComputer();
const grant = grantFor(sessionRoom());
const ALL = { camera: true, microphone: true };

async function comeBack(memory = ALL, language: "en" | "de" = "en") {
  const onJoin = vi.fn();
  const onRefused = vi.fn();
  const page = await renderPage(<RejoinPage memory={memory} onJoin={onJoin} onRefused={onRefused} />, {
    language,
  });
  return { ...page, onJoin, onRefused };
}

describe("coming back", () => {
  it.each([
    [ALL, "video"],
    [{ camera: false, microphone: true }, "audio"],
    [{ camera: false, microphone: false }, "listen"],
  ] as const)("with %j on is entering with %s", async (memory, mode) => {
    server.use(joinAnswers(grant));
    const { onJoin } = await comeBack(memory);
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    expect(onJoin.mock.calls[0]?.[0].mode).toBe(mode);
    expect(desk.computer.live).toHaveLength(Number(memory.camera) + Number(memory.microphone));
  });

  it("as somebody who watches now is entering to listen, with nothing on", async () => {
    server.use(joinAnswers(viewerGrant(webinarRoom())));
    const { onJoin } = await comeBack(ALL);
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    expect(onJoin.mock.calls[0]?.[0]).toMatchObject({ mode: "listen", camera: null, microphone: null });
    expect(desk.computer.live).toEqual([]);
  });

  it("is said on a dark page, in German, too", async () => {
    server.use(joinAnswers(grant));
    const { unmount } = await comeBack(ALL, "de");
    expect(screen.getByRole("heading", { name: "Sie kommen zurück" })).toBeTruthy();
    expect(document.documentElement.classList.contains("on-stage")).toBe(true);
    unmount();
  });

  it("and leaving before it is done turns everything off", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }));
    const { onJoin, onRefused, unmount } = await comeBack();
    await screen.findByText(/^The video service does not answer\./);
    unmount();
    await waitFor(() => expect(desk.computer.live).toEqual([]));
    expect(onJoin).not.toHaveBeenCalled();
    expect(onRefused).not.toHaveBeenCalled();
  });

  it("refused turns everything off, too", async () => {
    server.use(joinAnswers({ status: 403, code: "removed" }));
    const { onRefused } = await comeBack();
    await waitFor(() => expect(onRefused).toHaveBeenCalledTimes(1));
    expect(desk.computer.live).toEqual([]);
  });
});
