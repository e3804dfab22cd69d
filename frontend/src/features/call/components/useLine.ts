import type { Quality, RoomSnapshot } from "../../../livekit/room";
import { shortName } from "../../../ui/names";
import { useSteady } from "../../tiles/components/useSteady";
import { WEAK } from "../../tiles/model/steady";
import type { Connection } from "../model/connection";
import { type Banner, bannerFor } from "../model/trouble";
import type { Others } from "../model/words";
import { useBriefly } from "./useBriefly";

/** The help for a weak line lies over faces; the top line keeps the word, and gives the help again on a press. */
const EXPLAIN_MS = 15_000;
const MENDING = { comeMs: 2_000, goMs: 0 };
/**
 * So long the other one sees a person who is coming back. LiveKit gives somebody up after 20 s of silence; and a line that
 * is not mended by then may well be the server's own trouble, which the other one has, too.
 */
const SEEN_MS = 12_000;

export interface Line {
  ownQuality: Quality;
  weak: boolean;
  /** It has been mended for a while. */
  long: boolean;
  banner: Banner;
  /** Who sees that we are coming back, in short; null where that is nobody in particular, or not sure. */
  other: string | null;
  /** Says again what helps; absent while it is said, and where nothing helps. */
  explain: (() => void) | undefined;
}

/** What there is to say about one's own connection, calmed. */
export function useLine(call: RoomSnapshot, connection: Connection, { name, here }: Others): Line {
  const ownQuality = call.people.find(({ isSelf }) => isSelf)?.quality ?? "unknown";
  const weak = useSteady(ownQuality === "weak" || ownQuality === "lost" ? ["self"] : [], WEAK).has("self");
  // A line that is mended in a moment keeps its picture; after that the picture is a memory and says so.
  const long = useSteady(connection.kind === "reconnecting" ? ["line"] : [], MENDING).has("line");
  const [explainWeak, explainAgain] = useBriefly(weak, EXPLAIN_MS);
  // While the line is down people are as they were when it broke: who was out themselves sees nobody.
  const wasUp = call.people.some(({ isSelf, quality }) => !isSelf && quality !== "lost");
  const [isSeen] = useBriefly(connection.kind === "reconnecting" && here && wasUp, SEEN_MS);
  return {
    ownQuality,
    weak,
    long,
    banner: bannerFor({
      connection,
      canPlaySound: call.canPlaySound,
      weak: explainWeak,
      cameraOn: call.camera.on,
    }),
    other: isSeen && name !== null ? shortName(name) : null,
    explain: weak && !explainWeak ? explainAgain : undefined,
  };
}
