import { Clock, Eye, Lock, Mic, MicOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RoomInfo, RoomPerson } from "../../../api/shapes";
import { nameList, whenSentence } from "../../../i18n/when";
import { Avatar } from "../../../ui/Avatar";
import { useAnnounce } from "../../../ui/LiveRegion";
import { shortName } from "../../../ui/names";
import type { Presence } from "../model/entering";
import { othersIn, titleOf, watchesOnly, whoCanEnter } from "../model/people";
import { RecordingFactLine } from "./RecordingFactLine";
import { StreamingFactLine } from "./StreamingFactLine";

export function SessionTitle({ room }: { room: RoomInfo }) {
  const { t, i18n } = useTranslation("common");
  const when = whenSentence(
    { start: room.scheduled_start, end: room.scheduled_end },
    { t, language: i18n.language, now: Date.parse(room.server_time) },
  );
  return (
    <div className="session-title">
      <h1>{titleOf(room)}</h1>
      {when !== "" && <p className="muted num">{when}</p>}
    </div>
  );
}

/** Whom one is going to meet, and whether they are inside. */
export function OtherSide({ room }: { room: RoomInfo }) {
  const { t } = useTranslation("lobby");
  useArrivalsTold(othersIn(room));
  const crowd = room.room_type !== "individual" && room.participant_count > 0;
  return (
    <ul className="others">
      {othersIn(room).map((person) => (
        <OtherPerson key={person.id ?? person.name} person={person} />
      ))}
      {crowd && <li className="presence num">{t("presence.count", { count: room.participant_count })}</li>}
    </ul>
  );
}

/** Whom one waits for comes in by themselves: who does not see it must hear it. That they went is seen before Join. */
function useArrivalsTold(others: RoomPerson[]): void {
  const { t } = useTranslation("lobby");
  const announce = useAnnounce();
  const inside = others.filter((person) => person.inside).map((person) => shortName(person.name));
  const before = useRef(inside);
  const names = inside.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is another one each time, its names are not
  useEffect(() => {
    const fresh = inside.find((name) => !before.current.includes(name));
    before.current = inside;
    if (fresh !== undefined) announce(t("presence.inside", { name: fresh }));
  }, [names, announce, t]);
}

function OtherPerson({ person }: { person: RoomPerson }) {
  const { t } = useTranslation("lobby");
  const name = shortName(person.name);
  return (
    <li className="other">
      <Avatar name={person.name} large />
      {person.inside ? (
        <span className="presence here">
          <span className="dot" />
          {t("presence.inside", { name })}
        </span>
      ) : (
        <span className="presence">
          <Clock className="icon-s" aria-hidden="true" />
          {t("presence.absent", { name })}
        </span>
      )}
    </li>
  );
}

/** What one must know before the button: who comes in, what is kept, what others see. */
export function SessionFacts({ room, presence }: { room: RoomInfo; presence: Presence }) {
  const { t, i18n } = useTranslation("lobby");
  const entry = whoCanEnter(room);
  const names =
    entry.kind === "only_you_and"
      ? nameList([t("fact.you"), ...entry.names.map(shortName)], i18n.language)
      : "";
  const heard = presence === "seen_and_heard" || presence === "heard";
  return (
    <ul className="facts">
      <li>
        {entry.kind === "watch_only" ? (
          <Eye className="icon" aria-hidden="true" />
        ) : (
          <Lock className="icon" aria-hidden="true" />
        )}
        <span>{t(`fact.${entry.kind}`, { names })}</span>
      </li>
      <RecordingFactLine room={room} />
      <StreamingFactLine room={room} />
      {!watchesOnly(room) && (
        <li>
          {heard ? (
            <Mic className="icon" aria-hidden="true" />
          ) : (
            <MicOff className="icon" aria-hidden="true" />
          )}
          <span>{t(`fact.${presence}`)}</span>
        </li>
      )}
    </ul>
  );
}
