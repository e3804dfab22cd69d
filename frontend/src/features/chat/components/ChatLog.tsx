import { ArrowDown } from "lucide-react";
import { memo, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Notice } from "../../../ui/Notice";
import type { Chat, ChatSnapshot } from "../model/chat";
import { type Arrival, type Entry, entriesOf } from "../model/entries";
import { ArrivalEntry, LineEntry, NewEntry } from "./ChatEntry";
import { UnsentEntry } from "./UnsentEntry";
import { useDrawn } from "./useDrawn";
import { useEndKept } from "./useEndKept";
import { useFocusKept } from "./useFocusKept";
import { useFailuresTold } from "./useWhyUnsent";

/** So long older lines, and the first ones, are kept from being read out as if they were new. */
const QUIET_MS = 1_000;

export interface ChatLogProps extends Omit<ChatSnapshot, "draft" | "unread"> {
  chat: Chat;
  arrivals: readonly Arrival[];
  selfId: string;
  offset: number;
  /** Where one writes. */
  field: RefObject<HTMLElement | null>;
}

/** What was said, the newest at the bottom. */
export const ChatLog = memo(function ChatLog({
  chat,
  arrivals,
  selfId,
  offset,
  field,
  ...said
}: ChatLogProps) {
  const { t } = useTranslation("chat");
  const { lines, unsent, earlier, loaded, problem, newAfter } = said;
  const entries = useMemo(
    () => entriesOf({ lines, arrivals, unsent, newAfter, selfId }),
    [lines, arrivals, unsent, newAfter, selfId],
  );
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const drawn = useDrawn(entries, isAtEnd);
  const oldest = lines[0] === undefined ? "" : `${lines[0].id} ${drawn.times}`;
  const isQuiet = useQuiet(loaded ? oldest : null);
  const { below, toEnd, onScroll } = useEndKept(box, isAtEnd, {
    first: drawn.entries[0]?.key,
    last: entries.at(-1 - unsent.length)?.key,
    own: unsent.at(-1)?.key,
    isMarked: newAfter !== null,
  });
  const focus = useFocusKept({ field, log: box });
  useFailuresTold(unsent);

  return (
    <div className="chat-log" {...focus}>
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
          {(drawn.hides || earlier !== "none") && (
            <Button
              variant="plain"
              size="small"
              busy={earlier === "loading"}
              onClick={() => (drawn.hides ? drawn.more() : void chat.loadEarlier())}
            >
              {t("earlier")}
            </Button>
          )}
          {earlier === "failed" && <p className="small muted">{t("earlierFailed")}</p>}
          {!loaded && problem !== null && (
            <Notice kind="warning" role="status">
              <p>{problem.category === "refused" ? problem.detail || t("refused") : t("silent")}</p>
            </Notice>
          )}
          {loaded && entries.length === 0 && <p className="chat-empty muted">{t("empty")}</p>}
          <ol className="messages">
            {drawn.entries.map((entry, at) => (
              <EntryItem
                key={entry.key}
                entry={entry}
                isFirst={at === 0}
                chat={chat}
                selfId={selfId}
                offset={offset}
              />
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
});

interface EntryItemProps extends Pick<ChatLogProps, "chat" | "selfId" | "offset"> {
  entry: Entry;
  /** Nothing is drawn above it, a name neither. */
  isFirst: boolean;
}

function EntryItem({ entry, isFirst, chat, selfId, offset }: EntryItemProps) {
  switch (entry.kind) {
    case "line": {
      const { line, follows } = entry;
      return <LineEntry line={line} isOwn={line.sender.id === selfId} follows={follows && !isFirst} />;
    }
    case "arrival":
      return <ArrivalEntry arrival={entry.arrival} />;
    case "new":
      return <NewEntry />;
    case "unsent":
      return <UnsentEntry unsent={entry.unsent} waits={entry.waits} chat={chat} offset={offset} />;
  }
}

/**
 * True until the first lines have been there for long, and while what stands in front has not: what is read out is what
 * came last. `front` names what stands in front: null before anything was loaded, empty where nothing was said.
 */
function useQuiet(front: string | null): boolean {
  const [known, setKnown] = useState(front);
  useEffect(() => {
    const timer = setTimeout(() => setKnown(front), QUIET_MS);
    return () => clearTimeout(timer);
  }, [front]);
  // The first line of an empty chat is news.
  return known === null || (known !== front && known !== "");
}
