import { act, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, beforeEach, vi } from "vitest";
import type { CallEnding } from "../api/ending";
import type { JoinGrant, RoomInfo } from "../api/shapes";
import CallPage from "../features/call/CallPage";
import type { JoinIntent } from "../livekit/joinIntent";
import type { Person, RoomSnapshot } from "../livekit/room";
import { aPerson, FakeRoom } from "../livekit/roomFake";
import { BOOKING_PAGE, grantFor, sessionRoom } from "./people";
import { renderPage } from "./render";
import { giveStage } from "./stage";

/** Who meets: Jonas looks at the page, unless a test says that it is Dr. Rahman. */
export const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", joinedAt: 1 });
export const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", isSelf: true, joinedAt: 2 });
export const samira = aPerson({ id: "p-samira", name: "Samira Okafor", role: "host", joinedAt: 3 });

/** When the tests look: 24 minutes and ten seconds into the session. */
export const NOW = "2026-11-24T13:24:10Z";

/** What one test sees of the call. */
export const scene = {
  room: new FakeRoom(),
  endings: [] as CallEnding[],
  /** Whether this browser can show a screen. */
  canShare: false,
};

/** Gives each test of the file a browser in which a call can be drawn, at `NOW`. */
export function atCall(): void {
  beforeEach(() => {
    giveStage(1248, 656);
    vi.useFakeTimers({ now: Date.parse(NOW), toFake: ["Date"] });
    Object.assign(scene, { endings: [], canShare: false });
    Object.defineProperty(navigator, "mediaDevices", {
      configurable: true,
      get: () => ({
        ...(scene.canShare ? { getDisplayMedia: () => undefined } : {}),
        enumerateDevices: async () => [],
        addEventListener: () => undefined,
        removeEventListener: () => undefined,
      }),
    });
    // Nothing is painted in these tests, so there is nothing to keep of a video either.
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    window.sessionStorage.clear();
  });
}

function intent(grant: JoinGrant): JoinIntent {
  return {
    mode: "video",
    grant,
    camera: null,
    microphone: null,
    cameraDeviceId: null,
    microphoneDeviceId: null,
    speakerDeviceId: null,
  };
}

export const grantOf = (changes: Partial<JoinGrant> = {}, room: Partial<RoomInfo> = {}) =>
  grantFor(sessionRoom({ server_time: NOW, ...room }), changes);

export const hostGrant = (room: Partial<RoomInfo> = {}) =>
  grantOf(
    {
      participant_id: "p-nadia",
      name: "Dr. Nadia Rahman",
      role: "host",
      permissions: { ...grantOf().permissions, can_moderate: true },
    },
    room,
  );

export interface Scene {
  people?: Person[];
  grant?: JoinGrant;
  snapshot?: Partial<RoomSnapshot>;
  language?: "en" | "de";
}

/** Comes into the call; done when the line is up. */
export async function enter({ people = [nadia, jonas], grant = grantOf(), snapshot, language }: Scene = {}) {
  scene.room = new FakeRoom({ people, ...snapshot });
  await renderPage(
    <StrictMode>
      <CallPage
        page={BOOKING_PAGE}
        join={intent(grant)}
        onEnded={(ending) => scene.endings.push(ending)}
        makeRoom={() => scene.room}
      />
    </StrictMode>,
    { language, at: BOOKING_PAGE.routes.call },
  );
  await screen.findByText(/connection|Connected|Verbindung|Verbunden/i);
}

/** What LiveKit would tell. */
export const show = (change: Partial<RoomSnapshot>) => act(() => scene.room.show(change));
export const tile = (name: RegExp) => screen.getByRole("article", { name });
