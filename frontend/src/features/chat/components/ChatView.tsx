import { memo, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { Chat } from "../model/chat";
import type { Arrival } from "../model/entries";
import { ChatLog } from "./ChatLog";
import { Compose } from "./Compose";
import "./chat.css";

export interface ChatViewProps {
  chat: Chat;
  /** Who came in while this page was there; told between the lines. */
  arrivals: readonly Arrival[];
  selfId: string;
  /** Add to the local clock to get the server's, in milliseconds. */
  offset: number;
  takesFocus?: boolean;
}

/** The chat, for a panel: the lines and the field to write in. While it is there, what comes is read. */
export const ChatView = memo(function ChatView(props: ChatViewProps) {
  const { chat, arrivals, selfId, offset, takesFocus = false } = props;
  // What is typed changes with every letter: the log is not told, or it would be drawn anew each time.
  const { draft, unread: _unread, ...said } = useSyncExternalStore(chat.subscribe, chat.getSnapshot);
  const field = useRef<HTMLTextAreaElement>(null);
  // Before anything is painted: the mark of what is new does not come in later.
  useLayoutEffect(() => {
    chat.read(true);
    return () => chat.read(false);
  }, [chat]);
  return (
    <>
      <ChatLog {...said} chat={chat} arrivals={arrivals} selfId={selfId} offset={offset} field={field} />
      <footer>
        <Compose chat={chat} draft={draft} takesFocus={takesFocus} field={field} />
      </footer>
    </>
  );
});
