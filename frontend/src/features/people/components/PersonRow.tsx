import { Mic, MicOff, UserMinus, Video, VideoOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { Avatar } from "../../../ui/Avatar";
import { IconButton } from "../../../ui/Button";

export interface PersonRowProps {
  person: Person;
  /** Absent where the person cannot be removed, or one may not. */
  remove?: () => void;
}

export function PersonRow({ person, remove }: PersonRowProps) {
  const { t } = useTranslation("call");
  const about = [
    person.isSelf ? t("people.you") : "",
    person.role === "host" ? t("people.host") : "",
    person.quality === "weak" || person.quality === "lost" ? t(`tile.${person.quality}Label`) : "",
  ].filter(Boolean);
  const publishes = person.role !== "viewer";
  return (
    <li className="person">
      <Avatar name={person.name} />
      <span className="person-name">
        <b>{person.name}</b>
        {about.length > 0 && <span className="small muted">{about.join(" · ")}</span>}
      </span>
      {publishes && (
        <span className="person-marks">
          <Mark
            on={person.camera !== null}
            words={t(person.camera !== null ? "people.cameraOn" : "tile.cameraOff")}
          >
            {person.camera !== null ? <Video className="icon" /> : <VideoOff className="icon" />}
          </Mark>
          <Mark on={person.micOn} words={t(person.micOn ? "people.micOn" : "tile.micOff")}>
            {person.micOn ? <Mic className="icon" /> : <MicOff className="icon" />}
          </Mark>
        </span>
      )}
      {remove !== undefined && (
        <IconButton
          label={t("people.remove", { name: person.name })}
          icon={<UserMinus className="icon" aria-hidden="true" />}
          onClick={remove}
        />
      )}
    </li>
  );
}

function Mark({ on, words, children }: { on: boolean; words: string; children: React.ReactNode }) {
  return (
    <span className={on ? "person-mark" : "person-mark off"} role="img" aria-label={words}>
      {children}
    </span>
  );
}
