import { useTranslation } from "react-i18next";
import type { RoomInfo } from "../../../api/shapes";
import { RecordIcon, RecordOffIcon } from "../../../ui/icons";
import { isAlwaysInSight, isTold, recordingFact } from "../model/recording";
import { WhatItMeans } from "./WhatItMeans";

/** Whether this is recorded, among the facts. */
export function RecordingFactLine({ room }: { room: RoomInfo }) {
  const matters = isAlwaysInSight(recordingFact(room));
  return (
    <li className={matters ? "not-beside-join" : undefined}>
      {matters ? <RecordIcon /> : <RecordOffIcon />}
      <Words room={room} />
    </li>
  );
}

/** The same beside Join, where the facts may be out of sight: nobody joins without having had it before their eyes. */
export function RecordingBesideJoin({ room }: { room: RoomInfo }) {
  if (!isAlwaysInSight(recordingFact(room))) return null;
  return (
    <p className="beside-join">
      <RecordIcon small />
      <Words room={room} />
    </p>
  );
}

function Words({ room }: { room: RoomInfo }) {
  const { t } = useTranslation("lobby");
  const fact = t(`fact.${recordingFact(room)}`);
  return (
    <span>
      {fact}
      {isTold(room) && room.id !== null && (
        <>
          {" "}
          <WhatItMeans roomId={room.id} fact={fact} />
        </>
      )}
    </span>
  );
}
