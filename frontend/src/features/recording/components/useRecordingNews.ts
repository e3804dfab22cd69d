import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecordingState } from "../../../api/shapes";
import { useAnnounce } from "../../../ui/LiveRegion";
import { type EndWord, isTrouble, newsBetween, type RecordingNews } from "../model/recording";
import { playStarted } from "../model/startedSound";

/** Long enough to be read twice. */
const SHOWN_MS = 12_000;

const NEVER_BEGAN: ReadonlySet<EndWord> = new Set(["start_timeout", "no_recorder", "refused"]);

export interface SaidNews {
  kind: RecordingNews["kind"] | "released" | "back";
  words: string;
  /** For whoever leads: what can be done about it. It stays until it is closed. */
  help: string | null;
}

interface Circumstances {
  /** Whoever is not to be in it stands apart from those who are. */
  anybodyApart: boolean;
  /** The server lets nothing of this person out. */
  heldBack: boolean;
  /** They have said yes to what runs. */
  agreed: boolean;
  isHost: boolean;
  /** The other in a conversation of two, by name. */
  other: string | null;
  /** What one hears, as chosen; only then a recording that starts is heard, too. */
  sound: boolean;
  speakerId: string | null;
}

/** What happened to the recording while this page was there to see it: said once, in words, and with one sound. */
export function useRecordingNews(
  recording: RecordingState,
  { anybodyApart, heldBack, agreed, isHost, other, sound, speakerId }: Circumstances,
): [news: SaidNews | null, forget: () => void] {
  const { t } = useTranslation("recording");
  const announce = useAnnounce();
  const [news, setNews] = useState<SaidNews | null>(null);
  const before = useRef({ recording, heldBack, agreed });

  function wordsFor(told: RecordingNews): SaidNews {
    if (told.kind === "starting") return { kind: told.kind, words: t("news.starting"), help: null };
    if (told.kind === "started") {
      const all = recording.consent === "ask" && !anybodyApart;
      return { kind: told.kind, words: t(all ? "news.startedAll" : "news.started"), help: null };
    }
    const { kind, why } = told;
    // The server's own words, for those who lead, say what to do as well.
    const help = NEVER_BEGAN.has(why) ? (recording.failed?.detail ?? null) : null;
    if (kind === "not_begun" && help !== null) return { kind, words: t("news.notBegun"), help };
    const reason = reasonFor(why);
    const words = [t(kind === "stopped" ? "news.stopped" : "news.notBegun"), reason]
      .filter(Boolean)
      .join(" ");
    const whatToDo = isTrouble(why) ? t(kind === "stopped" ? "help.broke" : "help.tryAgain") : null;
    return { kind, words, help: isHost ? whatToDo : null };
  }

  /** Whoever was held back is let go about when the recording ends: before, after, or with it. */
  function saidOf(told: RecordingNews | null, released: boolean): SaidNews | null {
    const again = t("apart.released");
    if (told !== null) {
      const said = wordsFor(told);
      const isFree = told.kind === "stopped" && (released || news?.kind === "released");
      return isFree ? { ...said, words: `${said.words} ${again}` } : said;
    }
    if (!released) return null;
    if (agreed && recording.status !== null) return { kind: "back", words: t("apart.back"), help: null };
    return news?.kind === "stopped"
      ? { ...news, words: `${news.words} ${again}` }
      : { kind: "released", words: again, help: null };
  }

  function reasonFor(why: EndWord): string {
    if (why === "unknown") return "";
    // The server's own words for those who lead say most.
    if (isTrouble(why) && recording.failed !== null) return recording.failed.detail;
    const byName = isHost && other !== null;
    if (byName && (why === "declined" || why === "no_answer" || why === "taken_back"))
      return t(`endedOne.${why}`, { name: other });
    return t(`ended.${why}`);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new state is news
  useEffect(() => {
    const last = before.current;
    before.current = { recording, heldBack, agreed };
    const told = newsBetween(last.recording, recording);
    if (told?.kind === "started" && sound) void playStarted(speakerId);
    // The release may arrive before the answer that brought it.
    const wasFor = agreed && !last.agreed && news?.kind === "released";
    const said = saidOf(told, wasFor || (last.heldBack && !heldBack));
    if (said === null) return;
    setNews(said);
    announce(said.help === null ? said.words : `${said.words} ${said.help}`);
  }, [recording, heldBack, agreed]);

  useEffect(() => {
    if (news === null || news.help !== null) return;
    const timer = setTimeout(() => setNews(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [news]);

  return [news, () => setNews(null)];
}
