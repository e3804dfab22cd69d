import type { RecordingRoster } from "../../api/shapes";
import type { RecordedSnapshot, Wish } from "../../livekit/recordedRoom";
import type { Person } from "../../livekit/room";
import type { RecordPlan } from "./layout";

/** Whom the recording may show and play: LiveKit's identities. */
export function admittedBy(roster: RecordingRoster | null): ReadonlySet<string> {
  const admitted = roster?.people.filter((person) => person.in_recording) ?? [];
  return new Set(admitted.map(({ identity }) => identity));
}

/**
 * Who is inside and may be shown. Both must say so: LiveKit that they are there, our server that they may be seen. Names
 * and roles are our server's.
 *
 * @param idOf a name of the page's own for an identity: identities hold e-mail addresses, and a tile carries its person's id
 */
export function peopleIn(
  roster: RecordingRoster | null,
  { people }: RecordedSnapshot,
  idOf: (identity: string) => string,
): Person[] {
  return people.flatMap(({ identity, ...seen }) => {
    const known = roster?.people.find((person) => person.identity === identity);
    if (known === undefined || !known.in_recording) return [];
    const { name, role } = known;
    return [
      {
        ...seen,
        id: idOf(identity),
        name,
        role,
        isSelf: false,
        heldBack: false,
        quality: "unknown" as const,
      },
    ];
  });
}

/**
 * Those about whom the server should be asked before its turn: whom the roster does not know, and who is held back and
 * offers something all the same, because they may just have agreed. One line for each, the same as long as nothing changes.
 */
export function questionable(roster: RecordingRoster | null, { present }: RecordedSnapshot): string {
  const lines = [...present].flatMap(([identity, offers]) => {
    const known = roster?.people.find((person) => person.identity === identity);
    if (known === undefined) return [`? ${identity} ${offers}`];
    return !known.in_recording && offers ? [`held ${identity}`] : [];
  });
  return lines.sort().join("\n");
}

/** Somebody of the roster is inside, though nobody can be seen. */
export function someoneIsHeldBack(roster: RecordingRoster | null, { present }: RecordedSnapshot): boolean {
  return roster?.people.some(({ identity, in_recording }) => !in_recording && present.has(identity)) ?? false;
}

/** Narrower than this, in pixels of the file, the second-best picture is as sharp; it costs a quarter to decode. */
const SMALL_WIDTH = 480;
/** So few that each may come at its best, whatever its size. */
const FEW = 4;

/** How well each picture is wanted, by its id. */
export function wishesFor(people: readonly Person[], { places }: RecordPlan): ReadonlyMap<string, Wish> {
  const wishes = new Map<string, Wish>();
  const pictures = people.filter(({ camera }) => camera !== null).length;
  for (const { id, camera, screen } of people) {
    const place = places.find((one) => one.id === id);
    const isLarge = place !== undefined && (place.width >= SMALL_WIDTH || pictures <= FEW);
    if (camera !== null) wishes.set(camera.id, place === undefined ? "unseen" : isLarge ? "large" : "small");
    if (screen !== null)
      wishes.set(screen.id, places.some((one) => one.id === `screen-${id}`) ? "large" : "unseen");
  }
  return wishes;
}
