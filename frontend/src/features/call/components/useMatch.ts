import { useCallback, useSyncExternalStore } from "react";

/** Whether the window is so, now and whenever that changes. For what a style cannot decide: whether something exists. */
export function useMatch(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
