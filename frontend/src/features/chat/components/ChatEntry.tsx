import { LogIn } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "../../../api/shapes";
import { clockTime, dayName, daysAway } from "../../../i18n/when";
import type { Arrival } from "../model/entries";
import { LinkedText } from "./LinkedText";

/** Somebody's line: who, when by the reader's own clock, and what. */
export function LineEntry({ line, isOwn }: { line: Message; isOwn: boolean }) {
  const { t } = useTranslation("chat");
  return (
    <li className="message">
      <p className="who">
        <b dir="auto">{isOwn ? t("you") : line.sender.name}</b> <Moment at={Date.parse(line.sent_at)} />
      </p>
      <LinkedText text={line.text} />
    </li>
  );
}

export function ArrivalEntry({ arrival }: { arrival: Arrival }) {
  const { t } = useTranslation("chat");
  return (
    <li className="message event">
      <LogIn className="icon-s" aria-hidden="true" />
      <span>{t("came", { name: arrival.name })}</span> <Moment at={arrival.at} />
    </li>
  );
}

/** "18:10", with the day where it was another. */
function Moment({ at }: { at: number }) {
  const { t, i18n } = useTranslation("chat");
  const { language } = i18n;
  const iso = new Date(at).toISOString();
  const now = Date.now();
  const time = clockTime(at, { language });
  return (
    <time dateTime={iso}>
      {daysAway(at, now) === 0 ? time : t("onDay", { day: dayName(iso, { language, now }), time })}
    </time>
  );
}
