import { screen, waitFor } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import { violations } from "../../testing/axe";
import { atComputer } from "../../testing/browser";
import { button, openLobby, shut } from "../../testing/lobby";
import { grantFor, sessionRoom } from "../../testing/people";
import { joinAnswers, roomAnswers, startServer } from "../../testing/server";

const server = startServer();
const desk = atComputer();

describe("joining", () => {
  // The SDK is large and comes late; here it is there before anybody presses Join.
  beforeAll(() => import("../../livekit/handover"));
  const grant = grantFor(sessionRoom());

  it("hands over the tracks of the preview; nothing is asked a second time", async () => {
    server.use(joinAnswers(grant));
    const { onJoin, user } = await openLobby(server, sessionRoom());
    await screen.findByText("We hear you");
    await user.click(await button("Join session"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    const intent = onJoin.mock.calls[0]?.[0];
    expect(intent).toMatchObject({ mode: "video", grant: { token: grant.token } });
    expect(intent.camera.mediaStreamTrack).toBe(desk.computer.live.find((track) => track.kind === "video"));
    expect(intent.microphone.mediaStreamTrack).toBe(
      desk.computer.live.find((track) => track.kind === "audio"),
    );
    expect(desk.computer.asked).toHaveLength(1);
  });

  it.each([
    ["Join without camera", "audio", ["audio"]],
    ["Just listen", "listen", []],
  ])("%s turns off what will not be used", async (name, mode, live) => {
    server.use(joinAnswers(grant));
    const { onJoin, user } = await openLobby(server, sessionRoom());
    await screen.findByText("We hear you");
    await user.click(await button(name));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
    expect(onJoin.mock.calls[0]?.[0].mode).toBe(mode);
    expect(desk.computer.live.map((track) => track.kind)).toEqual(live);
  });

  it("goes on by itself while the video service does not answer, and can be stopped", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }));
    const { onJoin, user } = await openLobby(server, sessionRoom());
    await user.click(await button("Join session"));
    expect(await screen.findByText(/^The video service does not answer\./)).toBeTruthy();
    const joining = await button("Joining …");
    expect(joining.getAttribute("aria-disabled")).toBe("true");
    expect(await violations()).toEqual([]);
    await user.click(await button("Stop trying"));
    expect(await button("Join session")).toBeTruthy();
    expect(onJoin).not.toHaveBeenCalled();
  });

  it("gets in when the video service is back", async () => {
    server.use(joinAnswers({ status: 503, code: "livekit_unavailable" }, grant));
    const { onJoin, user } = await openLobby(server, sessionRoom());
    await user.click(await button("Join session"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });

  it("that is refused at the last moment shows why", async () => {
    server.use(joinAnswers({ status: 410, code: "room_ended" }));
    const { user } = await openLobby(server, sessionRoom());
    await button("Join session");
    server.use(roomAnswers(shut("room_ended")));
    await user.click(await button("Join session"));
    expect(await screen.findByRole("heading", { name: "This session has ended" })).toBeTruthy();
    expect(desk.computer.live).toEqual([]);
  });

  it("too often in a row waits as the server asks, and says so", async () => {
    server.use(joinAnswers({ status: 429, code: "throttled" }, grant));
    const { onJoin, user } = await openLobby(server, sessionRoom());
    await user.click(await button("Join session"));
    expect(await screen.findByText(/^Too many attempts in a short time\./)).toBeTruthy();
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });

  it("a moment too late for the last seat is told so", async () => {
    server.use(joinAnswers({ status: 409, code: "room_full" }));
    const { user } = await openLobby(server, sessionRoom());
    await user.click(await button("Join session"));
    expect(await screen.findByText(/^Somebody took the last seat\./)).toBeTruthy();
  });

  it("that hits a fault of ours says so with a code, and can be repeated", async () => {
    server.use(joinAnswers({ status: 500, code: "http_500" }, grant));
    const { onJoin, user } = await openLobby(server, sessionRoom());
    await user.click(await button("Join session"));
    const notice = await screen.findByText(/tell us this code: http_500/);
    expect(notice).toBeTruthy();
    await user.click(await button("Join session"));
    await waitFor(() => expect(onJoin).toHaveBeenCalledTimes(1));
  });
});
