import { useEffect, useState } from "react";

/** The local time, once a second, on the second. */
export function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      setNow(Date.now());
      timer = setTimeout(tick, 1_000 - (Date.now() % 1_000));
    };
    tick();
    return () => clearTimeout(timer);
  }, []);
  return now;
}
