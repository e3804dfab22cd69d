import { useEffect, useState } from "react";
import { Steady, type SteadyTimes } from "../model/steady";

const NONE: ReadonlySet<string> = new Set();

/** The keys that hold, calmed. `holding` is compared by content. */
export function useSteady(holding: readonly string[], times: SteadyTimes): ReadonlySet<string> {
  const [steady] = useState(() => new Steady(times));
  const [shown, setShown] = useState(NONE);
  const content = holding.join("\n");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const at = performance.now();
      const now = steady.shown(at);
      setShown((last) => (isSame(last, now) ? last : now));
      const wait = steady.wait(at);
      if (wait !== null) timer = setTimeout(look, wait + 1);
    };
    steady.update(new Set(content === "" ? [] : content.split("\n")), performance.now());
    look();
    return () => clearTimeout(timer);
  }, [steady, content]);
  return shown;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((key) => b.has(key));
}
