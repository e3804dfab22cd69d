import type { Message } from "../../../api/shapes";

export const CHAT_TOPIC = "rooms.chat";

/** A line as our server says it into the call; null for what this page does not understand. */
export function messageFrom(text: string): Message | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  return isMessage(said) ? said : null;
}

function isMessage(said: unknown): said is Message {
  const { id, number, text, sent_at, sender } = fields(said);
  return (
    typeof id === "string" &&
    typeof number === "number" &&
    typeof text === "string" &&
    typeof sent_at === "string" &&
    typeof fields(sender).id === "string" &&
    typeof fields(sender).name === "string"
  );
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
