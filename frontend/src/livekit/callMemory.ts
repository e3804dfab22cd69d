import { forgetAll, type Kept, keptAt } from "./tabMemory";

/** What was on in a call of this tab, so that a reload comes back as one was. */
export interface CallMemory {
  camera: boolean;
  microphone: boolean;
}

const memoryOf = (callPath: string) => keptAt(`rooms.in-call:${callPath}`);

/** A tab is in one call at a time: what was begun in it goes with it, whichever it was. */
const BEGUN = "rooms.begun:";
const ownerOf = (roomId: string, selfId: string) => `:${roomId}:${selfId}`;

/** Called when somebody is inside, and whenever they turn something on or off. */
export function rememberCall(callPath: string, memory: CallMemory): void {
  memoryOf(callPath).keep(memory);
}

/** Null when this tab was not in this call, or has left it. */
export function recallCall(callPath: string): CallMemory | null {
  const kept = memoryOf(callPath).recall();
  if (typeof kept !== "object" || kept === null) return null;
  const { camera, microphone } = kept as Partial<CallMemory>;
  return { camera: camera === true, microphone: microphone === true };
}

/** Something that one person has begun in a room, kept until the call is over: never another person's in the same tab. */
export function begunInCall(what: string, roomId: string, selfId: string): Kept {
  return keptAt(`${BEGUN}${what}${ownerOf(roomId, selfId)}`);
}

/** Called on entering: what is left of another call, or of somebody else who went without leaving, goes. */
export function forgetOthers(roomId: string, selfId: string): void {
  forgetAll(BEGUN, ownerOf(roomId, selfId));
}

/** Called on leaving: the next visit begins in the lobby, with nothing begun. */
export function forgetCall(callPath: string): void {
  memoryOf(callPath).keep(null);
  forgetAll(BEGUN);
}
