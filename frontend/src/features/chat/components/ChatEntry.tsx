import { LogIn } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../../../api/shapes";
import { clockTime, dayName, daysAway, localZone } from "../../../i18n/when";
import type { Arrival } from "../model/entries";
import { LinkedText } from "./LinkedText";

export interface LineEntryProps {
  line: Message;
  isOwn: boolean;
  /** The line above is under the same name. */
  follows: boolean;
}

/** Somebody's line: who, when by the reader's own clock, and what. Who hears it hears each time whose it is. */
export const LineEntry = memo(function LineEntry({ line, isOwn, follows }: LineEntryProps) {
  const { t } = useTranslation(["chat", "call"]);
  return (
    <li className={follows ? "message follows" : "message"}>
      <p className={follows ? "who hidden-visually" : "who"}>
        <b dir="auto">{isOwn ? t("chat:you") : line.sender.name}</b>{" "}
        {line.sender.role === "host" && <span>{t("call:people.host")} </span>}
        <Moment at={Date.parse(line.sent_at)} />
      </p>
      <LinkedText text={line.text} />
    </li>
  );
});

/** What stands below was not there when one looked the last time. */
export function NewEntry() {
  const { t } = useTranslation("chat");
  return <li className="unread-from">{t("newFrom")}</li>;
}

/** Somebody came in. The call says so itself, whether the chat is open or not. */
export const ArrivalEntry = memo(function ArrivalEntry({ arrival }: { arrival: Arrival }) {
  const { t } = useTranslation("chat");
  return (
    <li className="message event" aria-live="off">
      <LogIn className="icon-s" aria-hidden="true" />
      <span>{t("came", { name: arrival.name })}</span> <Moment at={arrival.at} />
    </li>
  );
});

/** "18:10", with the day where it was another. */
function Moment({ at }: { at: number }) {
  const { t, i18n } = useTranslation("chat");
  const { language } = i18n;
  const iso = new Date(at).toISOString();
  const now = Date.now();
  const zone = localZone();
  const time = clockTime(at, { language, zone });
  return (
    <time dateTime={iso}>
      {daysAway(at, now, zone) === 0
        ? time
        : t("onDay", { day: dayName(iso, { language, zone, now }), time })}
    </time>
  );
}
