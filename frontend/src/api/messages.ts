import { type ApiClient, toResult } from "./client";
import type { Result } from "./errors";
import type { Message, MessagePage } from "./shapes";

export interface Messages {
  /** The newest page; oldest first inside it, as in every page. */
  newest: () => Promise<Result<MessagePage>>;
  /** What came later than a message, oldest first. */
  after: (id: string) => Promise<Result<MessagePage>>;
  /** What came just before a message. */
  before: (id: string) => Promise<Result<MessagePage>>;
  /** Says something; with the same key again, the server answers what it has taken already. */
  send: (text: string, clientKey: string) => Promise<Result<Message>>;
}

/** The chat of one room. */
export function messagesOf(client: ApiClient, roomUuid: string): Messages {
  const address = "/api/v1/rooms/{room_uuid}/messages/";
  const path = { room_uuid: roomUuid };
  return {
    newest: () => toResult(client.GET(address, { params: { path, query: { newest: true } } })),
    after: (after) => toResult(client.GET(address, { params: { path, query: { after } } })),
    before: (before) => toResult(client.GET(address, { params: { path, query: { before } } })),
    send: (text, clientKey) =>
      toResult(client.POST(address, { params: { path }, body: { text, client_key: clientKey } })),
  };
}
