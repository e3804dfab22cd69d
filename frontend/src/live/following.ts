import { alone } from "./alone";
import type { Said } from "./said";
import { type Ears, LIVE_PACE, type LiveOptions } from "./tab";

export interface Follower {
  hear: (said: Said) => void;
  stop: () => void;
}

interface Place {
  ears: Ears;
  me: string;
  /** Says what this tab wants, to which whoever leads answers. */
  want: () => void;
}

/** Waits for what the leading tab tells; listens alone while that tab sleeps. */
export function follow(options: LiveOptions, { ears, me, want }: Place): Follower {
  const { patienceMs, askMs } = options.pace ?? LIVE_PACE;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let stopAlone: (() => void) | null = null;

  function ask(): void {
    want();
    waiting ??= setTimeout(() => {
      stopAlone = alone(options, ears, 1);
    }, patienceMs);
  }
  function askIfSeen(): void {
    if (!document.hidden) ask();
  }

  const asking = setInterval(askIfSeen, askMs);
  document.addEventListener("visibilitychange", askIfSeen);
  ask();
  return {
    hear(said) {
      if (said.kind !== "news" && said.kind !== "over" && said.kind !== "here") return;
      clearTimeout(waiting);
      waiting = undefined;
      stopAlone?.();
      stopAlone = null;
      if (said.kind === "news" && (said.to ?? me) === me) ears.news(said.news);
      if (said.kind === "over") ears.over(said.watches);
    },
    stop() {
      clearTimeout(waiting);
      clearInterval(asking);
      document.removeEventListener("visibilitychange", askIfSeen);
      stopAlone?.();
    },
  };
}
