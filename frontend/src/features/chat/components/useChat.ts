import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useApiClient } from "../../../api/ApiContext";
import { messagesOf } from "../../../api/messages";
import type { CallRoom } from "../../../livekit/room";
import { Chat } from "../model/chat";
import { chatMemory } from "../model/memory";
import { useChatNews } from "./useChatNews";

export interface ChatPlace {
  room: Pick<CallRoom, "listen" | "subscribe" | "getSnapshot">;
  roomId: string;
  selfId: string;
  /** Add to the local clock to get the server's, in milliseconds. */
  offset: number;
}

export interface ChatInCall {
  chat: Chat;
  /** Lines of others that one has not seen. */
  unread: number;
}

/** The chat of the room, for as long as the call page lives; null where the room has none. */
export function useChat({ room, roomId, selfId, offset }: ChatPlace, has: boolean): ChatInCall | null {
  const client = useApiClient();
  const latest = useRef(offset);
  latest.current = offset;
  const [chat] = useState(
    () =>
      new Chat({
        server: messagesOf(client, roomId),
        room,
        selfId,
        memory: chatMemory(roomId, selfId),
        now: () => Date.now() + latest.current,
      }),
  );
  useEffect(() => {
    if (!has) return;
    chat.start();
    return () => chat.stop();
  }, [chat, has]);
  // Not the whole snapshot: what somebody types would draw the whole call anew with every letter.
  const unread = useSyncExternalStore(chat.subscribe, () => chat.getSnapshot().unread);
  useChatNews(chat, unread);
  return has ? { chat, unread } : null;
}
