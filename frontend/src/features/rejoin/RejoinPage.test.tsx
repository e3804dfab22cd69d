import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { violations } from "../../testing/axe";
import { atComputer } from "../../testing/browser";
import { grantFor, sessionRoom, viewerGrant, webinarRoom } from "../../testing/people";
import { aConsent, RecordingServer, TEXT } from "../../testing/recordingServer";
import { renderPage } from "../../testing/render";
import { JOIN_URL, joinAnswers, startServer } from "../../testing/server";
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

describe("coming back to what is recorded", () => {
  /** The question stands in the door until it is answered. */
  function recorded(): RecordingServer {
    const site = new RecordingServer(server);
    site.consent = aConsent();
    const door = () => {
      const { consent } = site;
      if (!("required" in consent) || consent.mine !== null) return HttpResponse.json(grant);
      return HttpResponse.json({ code: "consent_required", detail: "Say first.", consent }, { status: 409 });
    };
    server.use(http.post(JOIN_URL, door));
    return site;
  }

  it.each([
    ["I agree", `agree ${TEXT.id}`],
    ["Don’t record me", `decline ${TEXT.id}`],
  ])("asks again, and “%s” leads straight back in", async (name, answer) => {
    const site = recorded();
    const { onJoin, onRefused } = await comeBack();
    expect(await screen.findByRole("alertdialog", { name: TEXT.title })).toBeTruthy();
    expect(desk.computer.live).toEqual([]);
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name }));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    expect(site.asked).toContain(answer);
    expect(onRefused).not.toHaveBeenCalled();
    expect(desk.computer.live).toHaveLength(2);
  });

  it("may be left for the lobby instead", async () => {
    recorded();
    const { onJoin, onRefused } = await comeBack();
    await userEvent.click(await screen.findByRole("button", { name: "stay outside" }));
    expect([onJoin.mock.calls.length, onRefused.mock.calls.length]).toEqual([0, 1]);
  });
});
