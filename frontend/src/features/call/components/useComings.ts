import { useEffect, useRef } from "react";
import type { Person, RoomSnapshot } from "../../../livekit/room";
import { comings } from "../../tiles/model/roster";
import type { Connection } from "../model/connection";

/** Tells who comes and goes while this page is there to see it. */
export function useComings(
  { people, link }: Pick<RoomSnapshot, "people" | "link">,
  connection: Connection,
  tell: (came: Person[], left: Person[]) => void,
): void {
  const known = useRef(people);
  const latest = useRef(tell);
  latest.current = tell;
  // While the line is down nobody comes or goes; whoever was here before us has not come in.
  const isLive = link === "up" && connection.kind === "inside";
  useEffect(() => {
    const arrival = people.find(({ isSelf }) => isSelf)?.joinedAt ?? 0;
    const { came, left } = comings(known.current, people);
    known.current = people;
    if (!isLive) return;
    const since = came.filter(({ joinedAt }) => joinedAt > arrival);
    if (since.length > 0 || left.length > 0) latest.current(since, left);
  }, [people, isLive]);
}
