/** What was on in a call of this tab, so that a reload comes back as one was. */
export interface CallMemory {
  camera: boolean;
  microphone: boolean;
}

const key = (callPath: string) => `rooms.in-call:${callPath}`;

/** Storage of the tab alone: a second tab is a new visit and goes through the lobby. */
function storage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** Called when somebody is inside, and whenever they turn something on or off. */
export function rememberCall(callPath: string, memory: CallMemory): void {
  try {
    storage()?.setItem(key(callPath), JSON.stringify(memory));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Null when this tab was not in this call, or has left it. */
export function recallCall(callPath: string): CallMemory | null {
  const text = storage()?.getItem(key(callPath));
  if (text == null) return null;
  try {
    const { camera, microphone } = JSON.parse(text) as Partial<CallMemory>;
    return { camera: camera === true, microphone: microphone === true };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** Called on leaving: the next visit begins in the lobby. */
export function forgetCall(callPath: string): void {
  storage()?.removeItem(key(callPath));
}
