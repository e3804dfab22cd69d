import { useCallback, useEffect, useState } from "react";

/** True for `ms` after `on` became true, and again for as long after `again`: words that were read need not stay. */
export function useBriefly(on: boolean, ms: number): [shown: boolean, again: () => void] {
  const [over, setOver] = useState(false);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn begins the time anew
  useEffect(() => {
    if (!on) return setOver(false);
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [on, turn, ms]);
  const again = useCallback(() => {
    setOver(false);
    setTurn((last) => last + 1);
  }, []);
  return [on && !over, again];
}
