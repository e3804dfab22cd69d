import type { ApiError } from "../../../api/errors";
import { begunInCall } from "../../../livekit/callMemory";
import { keptAt } from "../../../livekit/tabMemory";
import type { Unsent } from "./unsent";

/** What one has typed or written and nobody has read yet. */
export interface Begun {
  draft: string;
  unsent: readonly Unsent[];
}

/** What a reload must not take away. */
export interface ChatMemory {
  begun: () => Begun;
  keepBegun: (begun: Begun) => void;
  /** The number of the last line that was seen; 0 before one was. */
  read: () => number;
  keepRead: (number: number) => void;
}

/**
 * Of one person in one room, in this tab. What is begun goes with the call; how far one has read stays, for one may come
 * back.
 */
export function chatMemory(roomId: string, selfId: string): ChatMemory {
  const begun = begunInCall("chat", roomId, selfId);
  const read = keptAt(`rooms.chat-read:${roomId}:${selfId}`);
  return {
    begun: () => begunFrom(begun.recall()),
    keepBegun: (now) => begun.keep(now.draft === "" && now.unsent.length === 0 ? null : now),
    read: () => {
      const number = read.recall();
      return typeof number === "number" && number > 0 ? number : 0;
    },
    keepRead: read.keep,
  };
}

/** Whatever an earlier version, or somebody else, has written there is no reason to fail. */
function begunFrom(kept: unknown): Begun {
  const { draft, unsent } = fields(kept);
  return {
    draft: typeof draft === "string" ? draft : "",
    unsent: Array.isArray(unsent) ? unsent.filter(isLine).map(lineFrom) : [],
  };
}

function isLine(kept: unknown): kept is { key: string; text: string; problem?: unknown } {
  const { key, text } = fields(kept);
  return typeof key === "string" && typeof text === "string";
}

function lineFrom({ key, text, problem }: { key: string; text: string; problem?: unknown }): Unsent {
  const { category, code, detail } = fields(problem);
  const isWhole = [category, code, detail].every((one) => typeof one === "string");
  return { key, text, problem: isWhole ? (problem as ApiError) : null };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
