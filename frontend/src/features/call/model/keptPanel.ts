import { begunInCall } from "../../../livekit/callMemory";

export type PanelName = "chat" | "people";

/** What a reload must not change beside the stage. */
export interface PanelMemory {
  open: PanelName | null;
  /** What was shown last; the sidebar comes back with it. */
  last: PanelName;
}

export interface KeptPanel {
  /** Null where this person has not been in this room with this tab. */
  recall: () => PanelMemory | null;
  keep: (memory: PanelMemory) => void;
}

export function keptPanel(roomId: string, selfId: string): KeptPanel {
  const kept = begunInCall("panel", roomId, selfId);
  return { recall: () => memoryFrom(kept.recall()), keep: kept.keep };
}

function memoryFrom(value: unknown): PanelMemory | null {
  if (typeof value !== "object" || value === null) return null;
  const { open, last } = value as Record<string, unknown>;
  return isName(last) && (open === null || isName(open)) ? { open, last } : null;
}

function isName(value: unknown): value is PanelName {
  return value === "chat" || value === "people";
}
