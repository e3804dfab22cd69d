import { Track } from "livekit-client";
import { beforeEach, expect, it, vi } from "vitest";
import { FakeTrack } from "../testing/media";
import { toLocalAudio, toLocalVideo } from "./handover";

beforeEach(() => {
  vi.stubGlobal(
    "MediaStream",
    class {
      getTracks = () => [];
    },
  );
  return () => vi.unstubAllGlobals();
});

it("the preview's camera becomes LiveKit's, running, with its device", () => {
  const track = new FakeTrack("video", "cam-1", "Camera");
  const local = toLocalVideo(track as never);
  expect(local.mediaStreamTrack).toBe(track);
  expect(local.source).toBe(Track.Source.Camera);
  expect(local.constraints).toMatchObject({ deviceId: "cam-1" });
  expect(track.readyState).toBe("live");
});

it("LiveKit may release and reopen what it was given, as its own", () => {
  const local = toLocalAudio(new FakeTrack("audio", "mic-1", "Microphone") as never);
  expect(local.source).toBe(Track.Source.Microphone);
  expect(local.isUserProvided).toBe(false);
});
