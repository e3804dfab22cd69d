import { Mic, MicOff, UserMinus, Video, VideoOff } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { Avatar } from "../../../ui/Avatar";
import { IconButton } from "../../../ui/Button";
import type { Removable } from "../model/entries";

export interface PersonRowProps {
  person: Person;
  /** Absent where the person cannot be removed, or one may not. The same function for everybody, so that rows rest. */
  remove?: (person: Removable) => void;
}

/**
 * Somebody in the call, with the state of their devices; whoever watches has none. Drawn anew only when the person
 * changes: LiveKit tells something of somebody all the time.
 */
export const PersonRow = memo(function PersonRow({ person, remove }: PersonRowProps) {
  const { t } = useTranslation("call");
  const about = [
    person.isSelf ? t("people.you") : "",
    person.role === "host" ? t("people.host") : "",
    person.heldBack ? t("tile.heldBack") : "",
    person.quality === "weak" || person.quality === "lost" ? t(`tile.${person.quality}Label`) : "",
  ].filter(Boolean);
  return (
    <NameRow person={person} about={about.join(" · ")} remove={remove}>
      {person.role !== "viewer" && (
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
    </NameRow>
  );
});

export interface NameRowProps {
  person: Removable;
  about?: string;
  remove?: (person: Removable) => void;
  children?: ReactNode;
}

/** A name, what is to be said of it, and the way out for whoever may show it. */
export function NameRow({ person, about = "", remove, children }: NameRowProps) {
  const { t } = useTranslation("call");
  return (
    <li className="person">
      <Avatar name={person.name} />
      <span className="person-name">
        <b dir="auto">{person.name}</b>
        {about !== "" && <span className="small muted">{about}</span>}
      </span>
      {children}
      {remove !== undefined && (
        <IconButton
          label={t("people.remove", { name: person.name })}
          icon={<UserMinus className="icon" aria-hidden="true" />}
          onClick={() => remove(person)}
        />
      )}
    </li>
  );
}

function Mark({ on, words, children }: { on: boolean; words: string; children: ReactNode }) {
  return (
    <span className={on ? "person-mark" : "person-mark off"} role="img" aria-label={words}>
      {children}
    </span>
  );
}
