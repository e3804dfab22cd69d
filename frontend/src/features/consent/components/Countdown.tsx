import { useTranslation } from "react-i18next";
import { useSeconds } from "../../../ui/useSeconds";
import { countdownFace, secondsUntil } from "../model/standing";

/** How long answers are awaited. It only tells: who has not answered has not agreed. */
export function Countdown({ until, offset }: { until: string; offset: number }) {
  const { t } = useTranslation("recording");
  const left = secondsUntil(until, useSeconds() + offset) ?? 0;
  return (
    <span className="num" role="timer">
      {t("ask.left", { time: countdownFace(left) })}
    </span>
  );
}
