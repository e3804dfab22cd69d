import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { spokenDuration } from "../../../i18n/durations";
import { clockTime, dayName } from "../../../i18n/when";
import { clockFace, clockOffset, remaining } from "../model/countdown";
import { useNow } from "../useNow";

interface Props {
  opensAt: string;
  serverTime: string;
  /** Local time at which the server told its own. */
  receivedAt: number;
  /** The moment is there: time to ask the server again. */
  onOpens: () => void;
}

/** Stands in Join's place until it is time. Counts by the server's clock. */
export function Countdown({ opensAt, serverTime, receivedAt, onOpens }: Props) {
  const { t, i18n } = useTranslation("lobby");
  const offset = clockOffset(serverTime, receivedAt);
  const now = useNow(opensAt, offset);
  const left = remaining(opensAt, now, offset);
  const over = left.total === 0;
  useEffect(() => {
    if (over) onOpens();
  }, [over, onOpens]);

  const { language } = i18n;
  const time = clockTime(opensAt, { language });
  if (left.days > 0) {
    return (
      <div className="early">
        <p>{t("early.opens_on", { day: dayName(opensAt, { language, now: now + offset }), time })}</p>
      </div>
    );
  }
  return (
    <div
      className="early"
      role="timer"
      aria-label={t("early.spoken", { duration: spokenDuration(left.total, language) })}
    >
      <p className="muted">{over ? t("early.opening") : t("early.opens_in")}</p>
      <p className="countdown num">{clockFace(left)}</p>
      <p className="muted small num">
        {t("early.appears", { time })} <span className="early-more">{t("early.stay")}</span>
      </p>
    </div>
  );
}
