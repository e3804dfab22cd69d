import { type RefObject, useEffect, useState } from "react";
import type { Entry } from "../model/entries";

/** More than anybody looks at; a day's lines at once would make a phone slow. */
const MOST = 300;
/** So many more stand in front with each press, and so many may come before the oldest go. */
const STEP = 100;

export interface Drawn {
  entries: readonly Entry[];
  /** There are older ones in memory. */
  hides: boolean;
  /** Draws older ones too; `times` counts how often that was asked for. */
  more: () => void;
  times: number;
}

/** The newest part of a long log. It is cut only while one is at its end: nothing goes away above what one reads. */
export function useDrawn(entries: readonly Entry[], isAtEnd: RefObject<boolean>): Drawn {
  const [from, setFrom] = useState(() => entries.at(-MOST)?.key);
  const [times, setTimes] = useState(0);
  const start =
    from === undefined
      ? 0
      : Math.max(
          0,
          entries.findIndex(({ key }) => key === from),
        );

  // biome-ignore lint/correctness/useExhaustiveDependencies: only with what comes last, not with what was put in front
  useEffect(() => {
    if (isAtEnd.current && entries.length - start > MOST + STEP) setFrom(entries.at(-MOST)?.key);
  }, [entries.at(-1)?.key]);

  function more(): void {
    const next = Math.max(0, start - STEP);
    setFrom(next === 0 ? undefined : entries[next]?.key);
    setTimes(times + 1);
  }

  return { entries: entries.slice(start), hides: start > 0, more, times };
}
