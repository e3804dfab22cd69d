import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";

type Announce = (words: string, urgency?: "polite" | "assertive") => void;

const AnnounceContext = createContext<Announce | null>(null);

/** A region must be empty for a moment, or the same words said twice are spoken once. */
const GAP_MS = 60;
/** Long enough for any screen reader to have taken the words, short enough that nobody finds them later by browsing. */
const KEEP_MS = 5_000;

function useRegion(): [string, (words: string) => void] {
  const [said, setSaid] = useState("");
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const say = useCallback((words: string) => {
    timers.current.forEach(clearTimeout);
    setSaid("");
    timers.current = [setTimeout(() => setSaid(words), GAP_MS), setTimeout(() => setSaid(""), KEEP_MS)];
  }, []);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  return [said, say];
}

/** Holds the page's two live regions. They are in the document before anything is said: late ones stay unheard. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [polite, sayPolitely] = useRegion();
  const [assertive, sayAtOnce] = useRegion();
  const announce = useMemo<Announce>(
    () =>
      (words, urgency = "polite") =>
        urgency === "polite" ? sayPolitely(words) : sayAtOnce(words),
    [sayPolitely, sayAtOnce],
  );
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div className="hidden-visually" role="status">
        {polite}
      </div>
      <div className="hidden-visually" role="alert">
        {assertive}
      </div>
    </AnnounceContext.Provider>
  );
}

/** Says words to screen readers; nothing is shown. Use it for what a sighted person sees by itself. */
export function useAnnounce(): Announce {
  const announce = useContext(AnnounceContext);
  if (announce === null) throw new Error("useAnnounce needs an AnnouncerProvider above it");
  return announce;
}
