import { useEffect, useState } from "react";
import { nextTick } from "./model/countdown";

/** The local time, drawn anew each time the seconds left until `moment` change. */
export function useNow(moment: string, offset: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const plan = () => {
      const at = Date.now();
      timer = setTimeout(
        () => {
          setNow(Date.now());
          plan();
        },
        nextTick(moment, at, offset) - at,
      );
    };
    plan();
    // Timers of a sleeping tab are late: the right time must stand there at the first glance.
    const look = () => setNow(Date.now());
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [moment, offset]);
  return now;
}
