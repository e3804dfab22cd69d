import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from "react";

interface Places {
  /** Where one writes: for what went away below, at one's own lines. */
  field: RefObject<HTMLElement | null>;
  /** Where one reads: for everything else. */
  log: RefObject<HTMLElement | null>;
}

/** Leads whoever has pressed a button that is gone with its press to where one goes on; else they would begin anew. */
export function useFocusKept({ field, log }: Places) {
  const held = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const { current } = held;
    if (current === null || current.isConnected) return;
    held.current = null;
    const next = current.closest(".unsent-ways") === null ? log : field;
    next.current?.focus({ preventScroll: true });
  });
  return {
    onFocus: ({ target }: FocusEvent) => {
      held.current = target;
    },
    // React tells of a blur when somebody goes elsewhere, not when what had the focus is taken away.
    onBlur: () => {
      held.current = null;
    },
  };
}
