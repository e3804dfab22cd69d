import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Button } from "../../../ui/Button";
import type { Chat } from "../model/chat";
import type { Unsent } from "../model/unsent";
import { LinkedText } from "./LinkedText";

export interface UnsentEntryProps {
  unsent: Unsent;
  chat: Pick<Chat, "retry" | "discard">;
  /** Add to the local clock to get the server's, in milliseconds. */
  offset: number;
}

/** One's own line on its way, or what became of it: it is never lost without a word. */
export function UnsentEntry({ unsent, chat, offset }: UnsentEntryProps) {
  const { t } = useTranslation("chat");
  const { key, text, problem } = unsent;
  const wait = useSecondsUntil(problem?.category === "throttled" ? problem.retryAt : null, offset);
  return (
    <li className="message unsent">
      <p className="who">
        <b>{t("you")}</b> {problem === null && <span>{t("unsent.sending")}</span>}
      </p>
      <LinkedText text={text} />
      {problem !== null && (
        <>
          <p className="unsent-why">
            {wait > 0 ? t("unsent.wait", { count: wait }) : <Why problem={problem} />}
          </p>
          <p className="unsent-ways">
            {wait === 0 && (
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
}

function Why({ problem }: { problem: ApiError }) {
  const { t } = useTranslation("chat");
  switch (problem.category) {
    case "network":
      return t(navigator.onLine ? "unsent.silent" : "unsent.offline");
    case "unavailable":
      return t("unsent.silent");
    case "throttled":
      return t("unsent.ready");
    case "login":
      return t("unsent.login");
    default:
      return problem.detail === "" ? t("unsent.other") : problem.detail;
  }
}

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
