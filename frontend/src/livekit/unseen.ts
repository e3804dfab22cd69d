import { type RemoteTrack, type RemoteTrackPublication, type Room, RoomEvent, Track } from "livekit-client";

/** A picture that is shown is in its tile long before. */
const SHOWN_BY_MS = 1_000;

/**
 * Has pictures that nobody sees not sent here: of people on another page, of a second shared screen.
 *
 * LiveKit's adaptive stream pauses a picture when it leaves its last element, and resumes it in the next; one that never
 * had an element it does not know of, so that it arrives and is thrown away. Such a picture is put into an element that is
 * nowhere, and taken out again: from then on it counts as any that is out of sight. Sound is not touched.
 */
export function pauseUnseen(room: Room): void {
  room.on(RoomEvent.TrackSubscribed, (track: RemoteTrack, publication: RemoteTrackPublication) => {
    if (track.kind !== Track.Kind.Video) return;
    setTimeout(() => {
      if (publication.track !== track || track.attachedElements.length > 0) return;
      const nowhere = document.createElement("video");
      track.attach(nowhere);
      track.detach(nowhere);
    }, SHOWN_BY_MS);
  });
}
