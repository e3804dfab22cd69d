import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { Route, Routes } from "react-router";
import { beforeAll, describe, expect, it } from "vitest";
import type { CallEnding } from "../api/ending";
import type { CallPageProps } from "../features/call/CallPage";
import { type CallMemory, recallCall, rememberCall } from "../livekit/callMemory";
import type { JoinIntent } from "../livekit/joinIntent";
import { violations } from "../testing/axe";
import { atComputer } from "../testing/browser";
import {
  BOOKING_PAGE,
  grantFor,
  JONAS,
  NADIA,
  sessionRoom,
  viewerGrant,
  webinarRoom,
} from "../testing/people";
import { renderPage } from "../testing/render";
import { joinAnswers, roomAnswers, startServer } from "../testing/server";
import { CallRoute } from "./CallRoute";

const server = startServer();
const desk = atComputer();
const { lobby, call } = BOOKING_PAGE.routes;
const grant = grantFor(sessionRoom());

/** Stands for the call: says what is on, and can stop in any way. */
function Call({ join, onEnded }: CallPageProps) {
  const stop = (how: CallEnding["how"]) => onEnded({ how, joinedAt: 0, endedAt: 36 * 60_000 });
  const on =
    [join.camera && "camera", join.microphone && "microphone"].filter(Boolean).join(" and ") || "nothing";
  return (
    <main>
      <h1>In the call with {on}</h1>
      <button type="button" onClick={() => stop("left")}>
        Leave
      </button>
      <button type="button" onClick={() => stop("lost")}>
        Pull the plug
      </button>
    </main>
  );
}

function Site({ begin = null }: { begin?: JoinIntent | null }) {
  const [join, setJoin] = useState(begin);
  return (
    <Routes>
      <Route path={lobby} element={<h1>The lobby</h1>} />
      <Route
        path={call}
        element={<CallRoute call={Call} join={join} onEnter={setJoin} onLeave={() => setJoin(null)} />}
      />
    </Routes>
  );
}

const inside: JoinIntent = {
  mode: "listen",
  grant,
  camera: null,
  microphone: null,
  cameraDeviceId: null,
  microphoneDeviceId: null,
  speakerDeviceId: null,
};

const heading = (name: string | RegExp) => screen.findByRole("heading", { name });

async function open(
  at: string | { pathname: string; state: unknown } = call,
  begin: JoinIntent | null = null,
) {
  await renderPage(<Site begin={begin} />, { at });
  return userEvent.setup();
}

beforeAll(async () => {
  await import("../features/rejoin/RejoinPage");
});

describe("the call's address", () => {
  it("leads somebody who comes from nowhere through the lobby", async () => {
    await open();
    expect(await heading("The lobby")).toBeTruthy();
    expect(desk.computer.asked).toEqual([]);
  });

  it("shows the call to somebody who comes from the lobby", async () => {
    await open(call, inside);
    expect(await heading("In the call with nothing")).toBeTruthy();
  });
});

describe("a reload in mid-call", () => {
  const came = (memory: CallMemory) => rememberCall(call, memory);

  it("goes straight back in, with what was on", async () => {
    came({ camera: true, microphone: true });
    server.use(joinAnswers(grant));
    await open();
    expect(await heading("In the call with camera and microphone")).toBeTruthy();
    expect(desk.computer.asked).toHaveLength(1);
  });

  it("opens no camera that was off", async () => {
    came({ camera: false, microphone: true });
    server.use(joinAnswers(grant));
    await open();
    expect(await heading("In the call with microphone")).toBeTruthy();
    expect(desk.computer.live.map((track) => track.kind)).toEqual(["audio"]);
  });

  it("gets in without a camera that another program has taken meanwhile", async () => {
    came({ camera: true, microphone: true });
    desk.computer.breaks("video", "NotReadableError");
    server.use(joinAnswers(grant));
    await open();
    expect(await heading("In the call with microphone")).toBeTruthy();
  });

  it("says that it is coming back, and waits for a server that is silent", async () => {
    came({ camera: false, microphone: false });
    server.use(
      joinAnswers(
        { status: 503, code: "livekit_unavailable" },
        { status: 503, code: "livekit_unavailable" },
        grant,
      ),
    );
    await open();
    expect(await heading("You are coming back")).toBeTruthy();
    expect(await screen.findByText(/^The video service does not answer\./)).toBeTruthy();
    expect(screen.getByRole("link", { name: "Go to the lobby instead" }).getAttribute("href")).toBe(lobby);
    expect(await violations()).toEqual([]);
    expect(await heading("In the call with nothing")).toBeTruthy();
  });

  it("ends in the lobby when the server says no, with every light out", async () => {
    came({ camera: true, microphone: true });
    server.use(joinAnswers({ status: 410, code: "room_ended" }));
    await open();
    expect(await heading("The lobby")).toBeTruthy();
    expect(recallCall(call)).toBeNull();
    await waitFor(() => expect(desk.computer.live).toEqual([]));
  });
});

describe("after the call", () => {
  it("somebody who left is told that Dr. Rahman is still inside, and can go back", async () => {
    server.use(roomAnswers(sessionRoom({ people: [{ ...NADIA, inside: true }, JONAS] })), joinAnswers(grant));
    const user = await open(call, inside);
    rememberCall(call, { camera: false, microphone: true });
    await user.click(await screen.findByRole("button", { name: "Leave" }));
    expect(await heading("You left the session")).toBeTruthy();
    expect(await screen.findByText(/Dr\. Rahman is still in the room; you can go back\./)).toBeTruthy();
    expect(screen.getByText("36 min")).toBeTruthy();
    expect(await violations()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Rejoin" }));
    expect(await heading("In the call with microphone")).toBeTruthy();
  });

  it("a second visit begins in the lobby", async () => {
    server.use(roomAnswers(sessionRoom()));
    const user = await open(call, inside);
    rememberCall(call, { camera: false, microphone: true });
    await user.click(await screen.findByRole("button", { name: "Leave" }));
    await heading("You left the session");
    expect(recallCall(call)).toBeNull();
  });

  it("a lost connection is called so, and the place is kept", async () => {
    server.use(roomAnswers("offline"));
    const user = await open(call, inside);
    await user.click(await screen.findByRole("button", { name: "Pull the plug" }));
    expect(await heading("The connection was lost")).toBeTruthy();
    expect(screen.getByText(/Your place is kept/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Rejoin" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("a reload stays after the call", async () => {
    server.use(roomAnswers(sessionRoom()));
    const ending: CallEnding = { how: "left", joinedAt: 0, endedAt: 60_000 };
    await open({ pathname: call, state: { ending, onlyWatched: false, memory: null } });
    expect(await heading("You left the session")).toBeTruthy();
  });

  it("a viewer, who had no camera, is told of none, nor after a reload", async () => {
    const room = webinarRoom();
    server.use(roomAnswers(room));
    const user = await open(call, { ...inside, grant: viewerGrant(room) });
    await user.click(await screen.findByRole("button", { name: "Leave" }));
    expect(await screen.findByText(/^Elena Marchetti is still in the room; you can go back\.$/)).toBeTruthy();
    cleanup();
    const ending: CallEnding = { how: "left", joinedAt: 0, endedAt: 60_000 };
    await open({ pathname: call, state: { ending, onlyWatched: true, memory: null } });
    expect(await screen.findByText(/^Elena Marchetti is still in the room/)).toBeTruthy();
  });

  it("rejoining with nothing known of before is careful with the camera", async () => {
    server.use(roomAnswers(sessionRoom()), joinAnswers(grant));
    const ending: CallEnding = { how: "left", joinedAt: 0, endedAt: 60_000 };
    const user = await open({ pathname: call, state: { ending, onlyWatched: false, memory: null } });
    await user.click(await screen.findByRole("button", { name: "Rejoin" }));
    expect(await heading("In the call with microphone")).toBeTruthy();
  });
});
