import { useEffect, useSyncExternalStore } from "react";
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
export function ChatView({ chat, arrivals, selfId, offset, takesFocus = false }: ChatViewProps) {
  const snapshot = useSyncExternalStore(chat.subscribe, chat.getSnapshot);
  useEffect(() => {
    chat.read(true);
    return () => chat.read(false);
  }, [chat]);
  return (
    <>
      <ChatLog chat={chat} snapshot={snapshot} arrivals={arrivals} selfId={selfId} offset={offset} />
      <footer>
        <Compose chat={chat} draft={snapshot.draft} takesFocus={takesFocus} />
      </footer>
    </>
  );
}
