import { Eye, ScreenShare, WifiOff } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { GoodIcon, WeakIcon } from "../../../ui/NetIcon";
import { shortName } from "../../../ui/names";
import { Spinner } from "../../../ui/Spinner";
import type { LineState } from "../model/trouble";
import { Clock, type ClockProps } from "./Clock";
import "./top.css";

export interface TopLineProps {
  heading: string;
  clock: ClockProps;
  state: LineState;
  sharer: Person | null;
  /** How many watch; null where everybody sees everybody. */
  watching: number | null;
  /** Whether this is recorded; absent where it never is. */
  recording?: ReactNode;
  /** That this is on air; absent while it is not. */
  live?: ReactNode;
  headingRef?: Ref<HTMLHeadingElement>;
  /** Says what helps against the state of the line; absent while it is said, and where nothing helps. */
  explain?: () => void;
}

/** Name, time and state of the call, at every width. */
export function TopLine({
  heading,
  clock,
  state,
  sharer,
  watching,
  recording,
  live,
  headingRef,
  explain,
}: TopLineProps) {
  const { t, i18n } = useTranslation("call");
  // What has no room beside others in a narrow window keeps its icon, and its words for those who hear them.
  const isCounted = watching !== null;
  const isCrowded = isCounted || sharer !== null || recording !== undefined || live !== undefined;
  return (
    <header
      className={[
        "top",
        isCrowded ? "crowded" : "",
        isCounted ? "counted" : "",
        recording === undefined && live === undefined ? "" : "may-record",
        live === undefined ? "" : "is-live",
      ]
        .filter(Boolean)
        .join(" ")}
    >
      <h1 ref={headingRef} tabIndex={-1}>
        {heading}
      </h1>
      <Clock {...clock} />
      {sharer !== null && (
        <span className="chip share">
          <ScreenShare className="icon-s" aria-hidden="true" />
          {sharer.isSelf ? (
            <span>{t("share.yours")}</span>
          ) : (
            <>
              <span className="not-phone">{t("share.theirs", { name: shortName(sharer.name) })}</span>
              <span className="only-phone">{t("share.short", { name: shortName(sharer.name) })}</span>
            </>
          )}
        </span>
      )}
      {recording}
      {live}
      {explain === undefined ? (
        <span className={`chip line ${state}`}>
          <LineIcon state={state} />
          <span className="words">{t(`line.${state}`)}</span>
        </span>
      ) : (
        <button
          type="button"
          className={`chip line ${state}`}
          aria-label={t("line.explain", { state: t(`line.${state}`) })}
          onClick={explain}
        >
          <LineIcon state={state} />
          <span className="words">{t(`line.${state}`)}</span>
        </button>
      )}
      {watching !== null && (
        <span className="chip num">
          <Eye className="icon-s" aria-hidden="true" />
          <span aria-hidden="true">{watching.toLocaleString(i18n.language)}</span>
          <span className="hidden-visually">{t("watching.count", { count: watching })}</span>
        </span>
      )}
    </header>
  );
}

function LineIcon({ state }: { state: LineState }) {
  switch (state) {
    case "good":
    case "connected":
      return <GoodIcon />;
    case "weak":
      return <WeakIcon />;
    case "reconnecting":
    case "lost":
      return <WifiOff className="icon-s" aria-hidden="true" />;
    default:
      return <Spinner />;
  }
}
