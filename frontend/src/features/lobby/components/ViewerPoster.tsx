import { useTranslation } from "react-i18next";
import type { RoomInfo } from "../../../api/shapes";
import { nameList } from "../../../i18n/when";
import { Avatar } from "../../../ui/Avatar";
import { RecordIcon } from "../../../ui/icons";
import { recordingFact } from "../model/recording";
import "./mirror.css";

/** What a viewer sees instead of a mirror: who leads. They have no camera here, so no picture of themselves. */
export function ViewerPoster({ room }: { room: RoomInfo }) {
  const { t, i18n } = useTranslation("lobby");
  const hosts = room.people.filter((person) => person.role === "host").map((person) => person.name);
  return (
    <div className="preview poster">
      {recordingFact(room) === "stage_recorded" && (
        <span className="poster-recorded">
          <RecordIcon small />
          {t(room.recording.active ? "poster.recorded" : "poster.will_be_recorded")}
        </span>
      )}
      <div className="poster-faces">
        {hosts.slice(0, 3).map((name) => (
          <Avatar key={name} name={name} large />
        ))}
      </div>
      {hosts.length > 0 && (
        <p>{t("poster.leads", { names: nameList(hosts, i18n.language), count: hosts.length })}</p>
      )}
    </div>
  );
}
