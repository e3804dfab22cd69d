import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoomInfo } from "../../../api/shapes";
import type { RoomSnapshot } from "../../../livekit/room";
import { useAnnounce } from "../../../ui/LiveRegion";
import type { Arrival } from "../../chat/model/entries";
import { hasTile } from "../../tiles/model/roster";
import type { Connection } from "../model/connection";
import { useComings } from "./useComings";

/** Who came in while this page was there: said once, and kept for the chat of a group. Those who only watch come unsaid. */
export function useArrivals(
  call: RoomSnapshot,
  connection: Connection,
  { roomType, offset }: { roomType: RoomInfo["room_type"]; offset: number },
): readonly Arrival[] {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const [arrivals, setArrivals] = useState<readonly Arrival[]>([]);
  const made = useRef(0);

  useComings(call, connection, (came, left) => {
    const [one] = came.filter(hasTile);
    const [gone] = left.filter(hasTile);
    if (one !== undefined) announce(t("say.came", { name: one.name }));
    else if (gone !== undefined) announce(t("say.left", { name: gone.name }));
    if (roomType !== "group" || came.length === 0) return;
    const at = Date.now() + offset;
    const arrived = came.map(({ name }): Arrival => ({ id: `came-${++made.current}`, name, at }));
    setArrivals((before) => [...before, ...arrived]);
  });
  return arrivals;
}
