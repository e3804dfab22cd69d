import { useSyncExternalStore } from "react";

function subscribe(changed: () => void): () => void {
  document.addEventListener("fullscreenchange", changed);
  return () => document.removeEventListener("fullscreenchange", changed);
}

const isOn = () => document.fullscreenElement !== null && document.fullscreenElement !== undefined;

/** The whole screen for the call; undefined where the browser has no such thing (iPhone). */
export function useFullScreen(): { on: boolean; toggle: () => void } | undefined {
  const on = useSyncExternalStore(subscribe, isOn);
  if (!document.fullscreenEnabled) return undefined;
  const toggle = () => {
    const change = on ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    // Refused without a press, or already on its way: the page is as usable as before.
    change.catch(() => undefined);
  };
  return { on, toggle };
}
