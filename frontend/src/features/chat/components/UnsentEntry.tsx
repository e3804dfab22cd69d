import { memo, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import type { Chat } from "../model/chat";
import type { Unsent } from "../model/unsent";
import { LinkedText } from "./LinkedText";
import { useWhyUnsent } from "./useWhyUnsent";

export interface UnsentEntryProps {
  unsent: Unsent;
  /** What keeps it back is told at the line above. */
  waits: boolean;
  chat: Pick<Chat, "retry" | "discard">;
  /** Add to the local clock to get the server's, in milliseconds. */
  offset: number;
}

/**
 * One's own line on its way, or what became of it: it is never lost without a word. Once it is said it stands among the
 * others and is read out there; here it would be a second time.
 */
export const UnsentEntry = memo(function UnsentEntry({ unsent, waits, chat, offset }: UnsentEntryProps) {
  const { t } = useTranslation("chat");
  const { key, text, problem } = unsent;
  const why = useWhyUnsent();
  const wait = useSecondsUntil(problem?.category === "throttled" ? problem.retryAt : null, offset);
  return (
    <li className="message unsent" aria-live="off">
      <p className="who">
        <b>{t("you")}</b> {problem === null && <span>{t("unsent.sending")}</span>}
        {waits && <span>{t("unsent.waits")}</span>}
      </p>
      <LinkedText text={text} />
      {problem !== null && (
        <>
          {!waits && (
            <p className="unsent-why">
              {/* A number that changes every second is to be seen, not to be read out. */}
              {wait > 0 && <span aria-hidden="true">{t("unsent.wait", { count: wait })}</span>}
              <span className={wait > 0 ? "hidden-visually" : undefined}>{why(problem)}</span>
            </p>
          )}
          <p className="unsent-ways">
            {wait === 0 && !waits && (
              <Button variant="outline" size="small" onClick={() => chat.retry(key)}>
                {t("unsent.again")}
              </Button>
            )}
            <Button variant="plain" size="small" onClick={() => chat.discard(key)}>
              {t("unsent.discard")}
            </Button>
          </p>
        </>
      )}
    </li>
  );
});

/** Whole seconds until a moment of the server's clock; 0 from then on, and without one. */
function useSecondsUntil(moment: string | null, offset: number): number {
  const left = () => {
    const seconds = moment === null ? 0 : Math.ceil((Date.parse(moment) - Date.now() - offset) / 1_000);
    return Math.max(0, seconds || 0);
  };
  const [, tick] = useState(0);
  useEffect(() => {
    if (moment === null) return;
    const timer = setInterval(() => tick((now) => now + 1), 1_000);
    return () => clearInterval(timer);
  }, [moment]);
  return left();
}
