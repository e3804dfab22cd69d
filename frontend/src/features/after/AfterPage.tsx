import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { usePage } from "../../api/ApiContext";
import type { CallEnding } from "../../api/ending";
import type { RoomInfo } from "../../api/shapes";
import { useMyStatement } from "../../api/useMyStatement";
import { useRoomInfo } from "../../api/useRoomInfo";
import { roughDuration } from "../../i18n/durations";
import { clockTime, nameList } from "../../i18n/when";
import { BrandHeader } from "../../ui/Brand";
import { Button, LinkButton } from "../../ui/Button";
import { shortName } from "../../ui/names";
import "./after.css";
import { insideOthers, type Story, storyOf, timeInside, wasRemoved } from "./model/story";

export interface AfterPageProps {
  ending: CallEnding;
  /** Somebody who could be neither seen nor heard has no devices that are off now. */
  onlyWatched: boolean;
  /** Goes straight back into the call. */
  onRejoin: () => void;
}

/** What happened, that everything is off, and where to go from here. */
export function AfterPage({ ending, onlyWatched, onRejoin }: AfterPageProps) {
  const { t, i18n } = useTranslation(["after", "common"]);
  const { brand } = usePage();
  // A removal is rarely taken back, and never within seconds.
  const { room, receivedAt } = useRoomInfo({ everyMs: wasRemoved(ending) ? 10_000 : 5_000 });
  const story = storyOf({ ending, room, receivedAt });
  const statement = useMyStatement(room?.id ?? null);
  const time = timeInside(ending, statement);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const title = useHeadline(story);
  const words = useWords(story, ending, room);
  const off = useDevicesOff(story);
  const lead = onlyWatched ? words : off(words);
  return (
    <>
      <title>{title}</title>
      <BrandHeader name={brand.name} homeUrl={brand.home_url} />
      <main className="after">
        <div role="status">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p className="after-lead">{lead}</p>
          {story.kind === "removed" && brand.contact !== null && (
            <p className="after-lead">{t("after:removed.contact", { contact: brand.contact })}</p>
          )}
        </div>
        <div className="after-actions">
          {story.rejoin && (
            <Button variant="primary" size="large" onClick={onRejoin}>
              {story.kind === "elsewhere" ? t("after:elsewhere.here") : t("after:rejoin")}
            </Button>
          )}
          <LinkButton
            variant={story.rejoin ? "quiet" : "primary"}
            size={story.rejoin ? "large" : "medium"}
            href={room?.return_url ?? brand.home_url}
          >
            {t("common:back", { name: brand.name })}
          </LinkButton>
        </div>
        {time !== null && (
          <dl className="card after-sum">
            <dt>{time.of === "session" ? t("after:inside_in_all") : t("after:inside")}</dt>
            <dd className="num">{roughDuration(time.seconds, i18n.language)}</dd>
          </dl>
        )}
      </main>
    </>
  );
}

function useHeadline(story: Story): string {
  const { t } = useTranslation("after");
  return t(`${story.kind}.title`, { name: story.kind === "ended_by" ? shortName(story.name) : "" });
}

/** Puts the word on camera and microphone where it belongs: what is on elsewhere is told first. */
function useDevicesOff({ kind }: Story): (words: string) => string {
  const { t } = useTranslation("after");
  switch (kind) {
    case "lost":
      return (words) => words;
    case "elsewhere":
      return (words) => `${words} ${t("elsewhere.off")}`;
    default:
      return (words) => `${t("off")} ${words}`;
  }
}

function useWords(story: Story, ending: CallEnding, room: RoomInfo | null): string {
  const { t, i18n } = useTranslation("after");
  const { language } = i18n;
  const inside = insideOthers(room).map((person) => shortName(person.name));
  const names = nameList(inside, language);
  switch (story.kind) {
    case "left":
      if (!story.rejoin) return t("left.closed");
      if (story.others === "inside") return t("left.inside", { names, count: inside.length });
      if (story.until !== null) return t("left.nobody", { time: clockTime(story.until, { language }) });
      return t("left.unknown");
    case "lost": {
      const time = clockTime(ending.endedAt, { language });
      if (!story.rejoin) return t("lost.closed", { time });
      return story.othersInside
        ? t("lost.inside", { time, names, count: inside.length })
        : t("lost.words", { time });
    }
    case "refused":
      return t("refused.words", { code: story.code });
    default:
      return t(`${story.kind}.words`);
  }
}
