import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useAnnounce } from "../../../ui/LiveRegion";
import type { Chat } from "../model/chat";

/** What comes within this is said in one sentence. */
const GATHER_MS = 1_500;
/** A lively chat must not talk all the time. */
const BETWEEN_MS = 12_000;

/** Says to screen readers what came while nobody looked. While the chat is open its log speaks for itself. */
export function useChatNews(chat: Pick<Chat, "newestAuthor">, unread: number): void {
  const { t } = useTranslation("chat");
  const announce = useAnnounce();
  const told = useRef(0);
  const due = useRef<number | null>(null);
  const last = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (unread < told.current) told.current = unread;
    const fresh = unread - told.current;
    if (fresh === 0) {
      due.current = null;
      return;
    }
    // The first of them decides when all of them are said: more that come do not put it off.
    due.current ??= Math.max(Date.now() + GATHER_MS, last.current + BETWEEN_MS);
    const timer = setTimeout(() => {
      announce(
        fresh === 1 ? t("news.from", { name: chat.newestAuthor() }) : t("news.many", { count: fresh }),
      );
      told.current = unread;
      last.current = Date.now();
      due.current = null;
    }, due.current - Date.now());
    return () => clearTimeout(timer);
  }, [chat, unread, announce, t]);
}
