import { alone } from "./alone";
import type { Denied, Watched } from "./listening";
import { share } from "./sharing";
import { earsOf, LIVE_PACE, type LiveOptions } from "./tab";

export type { Denied, LiveOptions, Watched };

/**
 * Watches bookings, sessions and rooms as they change. Returns how to stop.
 *
 * All tabs of a browser share one stream (two where they watch more than one may): one of them leads, holds it, and tells
 * the others. Where the browser cannot do that, each tab asks every few seconds. A tab that nobody looks at for a minute
 * rests; as soon as somebody does, it is told how everything stands.
 */
export function watchLive(options: LiveOptions): () => void {
  if (options.watches.length === 0) return () => {};
  const canShare = navigator.locks !== undefined && typeof BroadcastChannel !== "undefined";
  const begin = () => (canShare ? share(options) : alone(options, earsOf(options), 0));
  let stop: (() => void) | null = null;
  let tired: ReturnType<typeof setTimeout> | undefined;

  function rest(): void {
    clearTimeout(tired);
    stop?.();
    stop = null;
  }
  function listen(): void {
    clearTimeout(tired);
    stop ??= begin();
    if (document.hidden) tired = setTimeout(rest, (options.pace ?? LIVE_PACE).restMs);
  }
  function look(): void {
    if (!document.hidden || stop !== null) listen();
  }
  function show(event: PageTransitionEvent): void {
    // Out of the back-forward cache, into which a page goes as it is.
    if (event.persisted) listen();
  }

  listen();
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", show);
  document.addEventListener("visibilitychange", look);
  return () => {
    window.removeEventListener("pagehide", rest);
    window.removeEventListener("pageshow", show);
    document.removeEventListener("visibilitychange", look);
    rest();
  };
}
