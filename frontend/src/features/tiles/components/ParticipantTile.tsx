import { MicOff, WifiOff } from "lucide-react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { RecordOffIcon } from "../../../ui/icons";
import { WeakIcon } from "../../../ui/NetIcon";
import { initials } from "../../../ui/names";
import { Video } from "./Video";
import "./tile.css";

export interface ParticipantTileProps {
  person: Person;
  /** Calmed: 300 ms to come, 1 s to go. */
  speaking: boolean;
  weak: boolean;
  /** Ring around whoever speaks; only where two or more equal tiles are seen. */
  ring?: boolean;
  /** The line is gone; the last picture stays, dimmed. */
  frozen?: boolean;
  /** A camera at the back of a phone shows the world, which is not mirrored. */
  mirrored?: boolean;
}

/**
 * One person: picture or initials, the name, and what one must know about sound and connection. Drawn again only when
 * something about this person changes: with 25 tiles somebody begins or stops to speak at any moment.
 */
export const ParticipantTile = memo(function ParticipantTile({
  person,
  speaking,
  weak,
  ring = false,
  frozen = false,
  mirrored = false,
}: ParticipantTileProps) {
  const { t } = useTranslation("call");
  const [whole, setWhole] = useState(false);
  const name = person.isSelf ? t("tile.you") : person.name;
  const talks = speaking && person.micOn && !frozen;
  const look = ["tile", talks && ring ? "speaking" : "", frozen ? "frozen" : ""].filter(Boolean).join(" ");
  const net = frozen || person.isSelf ? null : person.quality === "lost" ? "lost" : weak ? "weak" : null;
  const label = [
    name,
    person.role === "host" && !person.isSelf ? t("tile.host") : "",
    person.camera === null ? t("tile.cameraOff") : "",
    person.micOn ? (talks ? t("tile.speaking") : "") : t("tile.micOff"),
    net === null ? "" : t(`tile.${net}Label`),
    person.heldBack ? t("tile.heldBackLabel") : "",
  ].filter(Boolean);

  return (
    <article
      className={look}
      aria-label={label.join(", ")}
      data-person={person.id}
      onDoubleClick={() => setWhole((now) => !now)}
    >
      {/* Also under a picture: it takes a moment to come when a page is turned, and a tile is never an empty box. */}
      <span className={person.camera === null ? "face" : "face late"} aria-hidden="true">
        {initials(person.name)}
      </span>
      {person.camera !== null && (
        <Video picture={person.camera} mirrored={mirrored} whole={whole} frozen={frozen} />
      )}
      {net !== null && (
        <span className="mark net" aria-hidden="true">
          {net === "lost" ? <WifiOff className="icon-s" /> : <WeakIcon />}
          <span>{t(`tile.${net}`)}</span>
        </span>
      )}
      {/* In the other corner than the line: somebody may be both. */}
      {person.heldBack && (
        <span className="mark held-back" aria-hidden="true">
          <RecordOffIcon small />
          <span>{t("tile.heldBack")}</span>
        </span>
      )}
      <span className="plate" aria-hidden="true">
        {!person.micOn && <MicOff className="icon-s off" />}
        <span className="plate-name">{name}</span>
        {talks && (
          <span className="bars">
            <i />
            <i />
            <i />
          </span>
        )}
      </span>
    </article>
  );
});
