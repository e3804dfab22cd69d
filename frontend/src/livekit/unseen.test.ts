import { EventEmitter } from "node:events";
import { type Room, RoomEvent, Track } from "livekit-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pauseUnseen } from "./unseen";

/** A track as LiveKit's client keeps one, in the parts that we touch. */
class FakeTrack {
  attachedElements: HTMLMediaElement[] = [];
  did: string[] = [];

  constructor(readonly kind: Track.Kind = Track.Kind.Video) {}
  attach(element: HTMLMediaElement) {
    this.did.push("attach");
    this.attachedElements.push(element);
  }
  detach(element: HTMLMediaElement) {
    this.did.push("detach");
    this.attachedElements = this.attachedElements.filter((one) => one !== element);
  }
}

let room: EventEmitter;

beforeEach(() => {
  vi.useFakeTimers();
  room = new EventEmitter();
  pauseUnseen(room as unknown as Room);
});

afterEach(() => void vi.useRealTimers());

function comes(track: FakeTrack) {
  const publication: { track: FakeTrack | undefined } = { track };
  room.emit(RoomEvent.TrackSubscribed, track, publication);
  return publication;
}

describe("a picture that comes", () => {
  it("and is shown in no tile is shown nowhere for a moment, which tells LiveKit to keep it", () => {
    const track = new FakeTrack();
    comes(track);
    expect(track.did).toEqual([]);
    vi.runAllTimers();
    expect(track.did).toEqual(["attach", "detach"]);
    expect(track.attachedElements).toEqual([]);
  });

  it("and is shown meanwhile is left alone", () => {
    const track = new FakeTrack();
    comes(track);
    track.attach(document.createElement("video"));
    vi.runAllTimers();
    expect(track.did).toEqual(["attach"]);
  });

  it("and is gone or another meanwhile is left alone", () => {
    const track = new FakeTrack();
    comes(track).track = undefined;
    vi.runAllTimers();
    expect(track.did).toEqual([]);
  });
});

it("sound is never held back", () => {
  const sound = new FakeTrack(Track.Kind.Audio);
  comes(sound);
  vi.runAllTimers();
  expect(sound.did).toEqual([]);
});
