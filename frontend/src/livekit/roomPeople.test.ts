import { ConnectionQuality, type RemoteParticipant, Track } from "livekit-client";
import { describe, expect, it } from "vitest";
import { personOf, qualityOf, soundsOf } from "./roomPeople";

interface Publication {
  source: Track.Source;
  isMuted?: boolean;
  track?: Track;
}

/** A participant as the SDK shows one, in the parts that we look at. */
function participant(
  more: Partial<RemoteParticipant> = {},
  publications: Publication[] = [],
): RemoteParticipant {
  return {
    identity: "7-nadia.rahman@example.org",
    name: "Dr. Nadia Rahman",
    attributes: { pid: "p-nadia", role: "host" },
    joinedAt: new Date(5_000),
    isSpeaking: false,
    connectionQuality: ConnectionQuality.Good,
    getTrackPublication: (source: Track.Source) => publications.find((one) => one.source === source),
    audioTrackPublications: new Map(publications.map((one, index) => [String(index), one])),
    ...more,
  } as unknown as RemoteParticipant;
}

const aTrack = () => ({ attach: () => undefined, detach: () => undefined }) as unknown as Track;

describe("who is shown", () => {
  it("people whose token our server made, by name and our id, and never the identity", () => {
    const person = personOf(participant(), undefined);
    expect(person).toMatchObject({
      id: "p-nadia",
      name: "Dr. Nadia Rahman",
      role: "host",
      isSelf: false,
      joinedAt: 5_000,
    });
    expect(JSON.stringify(person)).not.toContain("example.org");
  });

  it("nobody without our id: recorders, agents, strangers with a key", () => {
    expect(personOf(participant({ attributes: {} }), undefined)).toBeNull();
    expect(personOf(participant({ attributes: { pid: "" } }), undefined)).toBeNull();
  });

  it("as not in the recording, where our server says so", () => {
    const held = { pid: "p-nadia", role: "participant", held_back: "1" };
    expect(personOf(participant({ attributes: held }), undefined)?.heldBack).toBe(true);
    expect(personOf(participant({ attributes: { ...held, held_back: "" } }), undefined)?.heldBack).toBe(
      false,
    );
    expect(personOf(participant(), undefined)?.heldBack).toBe(false);
  });

  it("with the least role, should the server name one that we do not know", () => {
    expect(personOf(participant({ attributes: { pid: "p-1", role: "owner" } }), undefined)?.role).toBe(
      "participant",
    );
  });
});

describe("what is on", () => {
  const { Camera, Microphone } = Track.Source;

  it("a microphone that is published and not muted", () => {
    expect(personOf(participant(), undefined)?.micOn).toBe(false);
    expect(personOf(participant({}, [{ source: Microphone, isMuted: true }]), undefined)?.micOn).toBe(false);
    expect(personOf(participant({}, [{ source: Microphone }]), undefined)?.micOn).toBe(true);
  });

  it("a camera, as one picture for as long as the track lives", () => {
    const track = aTrack();
    const first = personOf(participant({}, [{ source: Camera, track }]), undefined);
    const second = personOf(
      participant({ isSpeaking: true }, [{ source: Camera, track }]),
      first ?? undefined,
    );
    expect(first?.camera).not.toBeNull();
    expect(second?.camera).toBe(first?.camera);
    expect(
      personOf(participant({}, [{ source: Camera, track, isMuted: true }]), undefined)?.camera,
    ).toBeNull();
  });

  it("keeps the last picture until the new one is here, so that no tile is empty after a return", () => {
    const before = personOf(participant({}, [{ source: Camera, track: aTrack() }]), undefined);
    const between = personOf(participant({}, [{ source: Camera }]), before ?? undefined);
    expect(between?.camera).toBe(before?.camera);
  });
});

it("is the same object while nothing changes, so that nothing is drawn again", () => {
  const before = personOf(participant(), undefined);
  expect(personOf(participant(), before ?? undefined)).toBe(before);
  expect(personOf(participant({ isSpeaking: true }), before ?? undefined)).not.toBe(before);
});

it("grades the connection in words", () => {
  const graded = (connectionQuality: ConnectionQuality) =>
    qualityOf(participant({ connectionQuality } as never));
  expect(
    [
      ConnectionQuality.Excellent,
      ConnectionQuality.Good,
      ConnectionQuality.Poor,
      ConnectionQuality.Lost,
      ConnectionQuality.Unknown,
    ].map(graded),
  ).toEqual(["good", "good", "weak", "lost", "unknown"]);
});

it("hears everybody, each track once", () => {
  const track = aTrack();
  const speaker = participant({}, [
    { source: Track.Source.Microphone, track },
    { source: Track.Source.ScreenShareAudio },
  ]);
  const sounds = soundsOf([speaker]);
  expect(sounds).toHaveLength(1);
  expect(soundsOf([speaker])[0]).toBe(sounds[0]);
});
