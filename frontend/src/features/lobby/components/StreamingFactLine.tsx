import { Radio } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RoomInfo } from "../../../api/shapes";

/** That this is on air now, among the facts; nothing where it is not. */
export function StreamingFactLine({ room }: { room: RoomInfo }) {
  const words = useWords(room);
  if (words === null) return null;
  return (
    <li className="not-beside-join">
      <Radio className="icon" aria-hidden="true" />
      <span>{words}</span>
    </li>
  );
}

/** The same beside Join, where the facts may be out of sight: nobody joins without having had it before their eyes. */
export function StreamingBesideJoin({ room }: { room: RoomInfo }) {
  const words = useWords(room);
  if (words === null) return null;
  return (
    <p className="beside-join">
      <Radio className="icon-s" aria-hidden="true" />
      <span>{words}</span>
    </p>
  );
}

function useWords({ streaming, me }: RoomInfo): string | null {
  const { t } = useTranslation("lobby");
  if (!streaming.active) return null;
  return t(me.role === "viewer" ? "fact.stage_streamed" : "fact.streamed");
}
