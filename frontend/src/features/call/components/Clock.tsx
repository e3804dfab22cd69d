import { useTranslation } from "react-i18next";
import { clockFace } from "../../../ui/clockFace";
import { useSeconds } from "../../../ui/useSeconds";
import { sessionTime } from "../model/clock";

export interface ClockProps {
  room: { scheduled_start: string | null; scheduled_end: string | null };
  joinedAt: number;
  /** Add to the local clock to get the server's, in milliseconds. */
  offset: number;
}

/** "24:10 of 50 min". Not a live region: a clock that speaks every second would be all one hears. */
export function Clock({ room, joinedAt, offset }: ClockProps) {
  const { t } = useTranslation("call");
  const now = useSeconds() + offset;
  const time = sessionTime(room, joinedAt + offset, now);
  if (time.kind === "before") {
    return <span className="clock num">{t("clock.before", { time: clockFace(time.seconds) })}</span>;
  }
  const minutes = Math.floor(time.seconds / 60);
  const planned = time.plannedMinutes;
  return (
    <span className="clock num">
      <span className="hidden-visually">
        {planned === null ? t("clock.spoken", { count: minutes }) : t("clock.spokenOf", { minutes, planned })}
      </span>
      <span aria-hidden="true">
        {clockFace(time.seconds)}
        {planned !== null && <span className="not-phone"> {t("clock.of", { count: planned })}</span>}
      </span>
    </span>
  );
}
