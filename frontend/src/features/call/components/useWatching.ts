import { useEffect, useState } from "react";
import type { RoomInfo } from "../../../api/shapes";
import type { CallRoom, Person } from "../../../livekit/room";
import { countFrom, PEOPLE_TOPIC, watchingOf } from "../model/watching";

type Known = Pick<RoomInfo, "room_type" | "participant_count">;

/** How many watch, as it is now: from the token's answer at first, then from what the server says into the call. */
export function useWatching(
  room: Pick<CallRoom, "listen">,
  known: Known,
  people: readonly Person[],
): number | null {
  const [inside, setInside] = useState(known.participant_count);
  // A way back in brings a newer count.
  useEffect(() => setInside(known.participant_count), [known]);
  useEffect(
    () =>
      room.listen({
        onServerMessage: (topic, text) => {
          const count = topic === PEOPLE_TOPIC ? countFrom(text) : null;
          if (count !== null) setInside(count);
        },
      }),
    [room],
  );
  return watchingOf(known.room_type, people, inside);
}
