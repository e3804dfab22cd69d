import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnounce } from "../../../ui/LiveRegion";

/** Long enough to be read twice. */
const SHOWN_MS = 12_000;

/** That it went on air, or off, while this page was there to see it: said once, and shown for a while. */
export function useStreamingNews(active: boolean): [news: string | null, forget: () => void] {
  const { t } = useTranslation("streaming");
  const announce = useAnnounce();
  const [news, setNews] = useState<string | null>(null);
  const before = useRef(active);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new state is news
  useEffect(() => {
    if (before.current === active) return;
    before.current = active;
    const words = t(active ? "news.began" : "news.ended");
    setNews(words);
    announce(words);
  }, [active]);

  useEffect(() => {
    if (news === null) return;
    const timer = setTimeout(() => setNews(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [news]);

  return [news, () => setNews(null)];
}
