import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Notice } from "../../../ui/Notice";
import type { Chat, ChatSnapshot } from "../model/chat";
import { type Arrival, type Entry, entriesOf } from "../model/entries";
import { ArrivalEntry, LineEntry } from "./ChatEntry";
import { UnsentEntry } from "./UnsentEntry";
import { useEndKept } from "./useEndKept";

/** So long older lines that were put in front are kept from being read out as if they were new. */
const QUIET_MS = 1_000;

export interface ChatLogProps {
  chat: Chat;
  snapshot: ChatSnapshot;
  arrivals: readonly Arrival[];
  selfId: string;
  offset: number;
}

/** What was said, the newest at the bottom. */
export function ChatLog({ chat, snapshot, arrivals, selfId, offset }: ChatLogProps) {
  const { t } = useTranslation("chat");
  const { lines, unsent, earlier, loaded, problem } = snapshot;
  const entries = useMemo(() => entriesOf(lines, arrivals, unsent), [lines, arrivals, unsent]);
  const box = useRef<HTMLDivElement>(null);
  const oldest = lines[0]?.id;
  const isQuiet = useQuiet(oldest);
  const last = entries.at(-1);
  const { below, toEnd, onScroll } = useEndKept(box, {
    first: oldest,
    last: last?.key,
    own: last?.kind === "unsent",
  });

  return (
    <div className="chat-log">
      <div
        className="scroll"
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-label={t("log")}
        aria-live={isQuiet ? "off" : "polite"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard
        tabIndex={0}
      >
        <div className="chat-lines">
          {earlier !== "none" && (
            <Button
              variant="plain"
              size="small"
              busy={earlier === "loading"}
              onClick={() => void chat.loadEarlier()}
            >
              {t("earlier")}
            </Button>
          )}
          {earlier === "failed" && <p className="small muted">{t("earlierFailed")}</p>}
          {!loaded && problem !== null && (
            <Notice kind="warning">
              <p>{problem.category === "refused" ? problem.detail || t("refused") : t("silent")}</p>
            </Notice>
          )}
          {loaded && entries.length === 0 && <p className="chat-empty muted">{t("empty")}</p>}
          <ol className="messages">
            {entries.map((entry) => (
              <EntryItem key={entry.key} entry={entry} chat={chat} selfId={selfId} offset={offset} />
            ))}
          </ol>
        </div>
      </div>
      {below && (
        <Button
          className="chat-below"
          variant="primary"
          size="small"
          icon={<ArrowDown className="icon-s" aria-hidden="true" />}
          onClick={toEnd}
        >
          {t("new")}
        </Button>
      )}
    </div>
  );
}

function EntryItem({
  entry,
  chat,
  selfId,
  offset,
}: { entry: Entry } & Pick<ChatLogProps, "chat" | "selfId" | "offset">) {
  switch (entry.kind) {
    case "line":
      return <LineEntry line={entry.line} isOwn={entry.line.sender.id === selfId} />;
    case "arrival":
      return <ArrivalEntry arrival={entry.arrival} />;
    case "unsent":
      return <UnsentEntry unsent={entry.unsent} chat={chat} offset={offset} />;
  }
}

/** True while `oldest` is not yet the oldest line for long: what is read out is what came last, not what came first. */
function useQuiet(oldest: string | undefined): boolean {
  const [known, setKnown] = useState(oldest);
  useEffect(() => {
    const timer = setTimeout(() => setKnown(oldest), QUIET_MS);
    return () => clearTimeout(timer);
  }, [oldest]);
  // The first line of an empty chat is news.
  return known !== oldest && known !== undefined;
}
