/**
 * What one tab keeps over a reload. A second tab is a new visit, and a storage that is forbidden (private windows, blocked
 * cookies) or full costs no error: then nothing outlives the page.
 */
export interface Kept {
  /** What was kept last, as JSON gives it; null where that is nothing, or nothing that can be read. */
  recall: () => unknown;
  /** Null forgets. */
  keep: (value: unknown) => void;
}

export function keptAt(key: string): Kept {
  return {
    recall: () => parse(attempt((storage) => storage.getItem(key))),
    keep: (value) =>
      void attempt((storage) =>
        value === null ? storage.removeItem(key) : storage.setItem(key, JSON.stringify(value)),
      ),
  };
}

/** Forgets everything whose key begins so, but for what ends with `kept`. */
export function forgetAll(prefix: string, kept?: string): void {
  attempt((storage) => {
    for (const key of Object.keys(storage)) {
      if (key.startsWith(prefix) && (kept === undefined || !key.endsWith(kept))) storage.removeItem(key);
    }
  });
}

function attempt<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(window.sessionStorage);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
