import { useTranslation } from "react-i18next";
import type { RoomInfo } from "../../../api/shapes";
import { RecordIcon, RecordOffIcon } from "../../../ui/icons";
import { isAlwaysInSight, recordingFact } from "../model/recording";

/** Whether this is recorded, among the facts. */
export function RecordingFactLine({ room }: { room: RoomInfo }) {
  const { t } = useTranslation("lobby");
  const fact = recordingFact(room);
  const matters = isAlwaysInSight(fact);
  return (
    <li className={matters ? "not-beside-join" : undefined}>
      {matters ? <RecordIcon /> : <RecordOffIcon />}
      <span>{t(`fact.${fact}`)}</span>
    </li>
  );
}

/** The same beside Join, where the facts may be out of sight: nobody joins without having had it before their eyes. */
export function RecordingBesideJoin({ room }: { room: RoomInfo }) {
  const { t } = useTranslation("lobby");
  const fact = recordingFact(room);
  if (!isAlwaysInSight(fact)) return null;
  return (
    <p className="beside-join">
      <RecordIcon small />
      <span>{t(`fact.${fact}`)}</span>
    </p>
  );
}
