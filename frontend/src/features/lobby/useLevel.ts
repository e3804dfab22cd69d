import { useEffect, useState, useSyncExternalStore } from "react";
import { LevelMeter, type LevelSnapshot } from "./media/levelMeter";

const QUIET: LevelSnapshot = { bars: 0, verdict: "listening" };
const nothing = () => () => undefined;

/** How loud a microphone is, and whether it was ever heard. Without a track nothing is measured. */
export function useLevel(track: MediaStreamTrack | null): LevelSnapshot {
  const [meter, setMeter] = useState<LevelMeter | null>(null);
  useEffect(() => {
    if (track === null) return;
    const made = new LevelMeter(track);
    setMeter(made);
    return () => {
      setMeter(null);
      made.stop();
    };
  }, [track]);
  return useSyncExternalStore(meter?.subscribe ?? nothing, meter?.getSnapshot ?? (() => QUIET));
}
