import {
  ConnectionQuality,
  type LocalVideoTrack,
  type Participant,
  type RemoteParticipant,
  type RemoteTrack,
  Track,
} from "livekit-client";
import type { Role } from "../api/shapes";
import type { Person, Picture, Quality, Sound } from "./room";

const ROLES: readonly Role[] = ["host", "participant", "viewer"];

/** One object a track for as long as it lives, so that nothing is attached anew when something else changes. */
const pictures = new WeakMap<Track, Picture>();
const sounds = new WeakMap<Track, Sound>();
let made = 0;

export function pictureOf(track: LocalVideoTrack | RemoteTrack): Picture {
  let picture = pictures.get(track);
  if (picture === undefined) {
    picture = { id: `picture-${++made}`, attach: (element) => attach(track, element) };
    pictures.set(track, picture);
  }
  return picture;
}

function soundOf(track: RemoteTrack): Sound {
  let sound = sounds.get(track);
  if (sound === undefined) {
    sound = { id: `sound-${++made}`, attach: (element) => attach(track, element) };
    sounds.set(track, sound);
  }
  return sound;
}

function attach(track: Track, element: HTMLMediaElement): () => void {
  track.attach(element);
  return () => void track.detach(element);
}

export function qualityOf(participant: Participant): Quality {
  switch (participant.connectionQuality) {
    case ConnectionQuality.Excellent:
    case ConnectionQuality.Good:
      return "good";
    case ConnectionQuality.Poor:
      return "weak";
    case ConnectionQuality.Lost:
      return "lost";
    default:
      return "unknown";
  }
}

/**
 * A person as LiveKit shows them; null for anyone whose token is not from our server (recorders, agents, strangers with a
 * key): their attributes lack the participant's id. `before` is the same person a moment ago.
 */
export function personOf(participant: RemoteParticipant, before: Person | undefined): Person | null {
  const { pid, role } = participant.attributes;
  if (pid === undefined || pid === "") return null;
  const known = ROLES.find((one) => one === role) ?? "participant";
  const now: Person = {
    id: pid,
    name: participant.name ?? "",
    role: known,
    isSelf: false,
    joinedAt: participant.joinedAt?.getTime() ?? 0,
    camera: picture(participant, Track.Source.Camera, before?.camera),
    micOn: isOn(participant, Track.Source.Microphone),
    screen: picture(participant, Track.Source.ScreenShare, before?.screen),
    heldBack: participant.attributes.held_back === "1",
    speaking: participant.isSpeaking,
    quality: qualityOf(participant),
  };
  return before !== undefined && isSame(before, now) ? before : now;
}

function isOn(participant: RemoteParticipant, source: Track.Source): boolean {
  const publication = participant.getTrackPublication(source);
  return publication !== undefined && !publication.isMuted;
}

/** While the picture is announced but not here yet (just after a return), the last one stays: no empty tile in between. */
function picture(
  participant: RemoteParticipant,
  source: Track.Source,
  before: Picture | null | undefined,
): Picture | null {
  const publication = participant.getTrackPublication(source);
  if (publication === undefined || publication.isMuted) return null;
  return publication.track === undefined ? (before ?? null) : pictureOf(publication.track);
}

export function isSame(a: Person, b: Person): boolean {
  return (Object.keys(a) as (keyof Person)[]).every((key) => a[key] === b[key]);
}

/** Everything to be heard, also from participants who are not shown as people: a voice without a face is still heard. */
export function soundsOf(participants: Iterable<RemoteParticipant>): Sound[] {
  const found: Sound[] = [];
  for (const participant of participants) {
    for (const { track } of participant.audioTrackPublications.values()) {
      if (track !== undefined) found.push(soundOf(track as RemoteTrack));
    }
  }
  return found;
}
