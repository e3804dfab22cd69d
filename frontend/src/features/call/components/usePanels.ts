import { useEffect, useId, useRef, useState } from "react";
import { keptPanel, type PanelName } from "../model/keptPanel";
import { useMatch } from "./useMatch";

/** As in panel.css: from here on a panel stands beside the stage. */
const BESIDE = "(width >= 48rem) and (height >= 30rem)";
/** As in panel.css: here, and wherever it would stand beside the stage but for the width, a panel is a sheet over it. */
const NARROW = "(width < 40rem)";
const TALL = "(height >= 30rem)";
/** As in call.css: an upright phone, where the sidebar stands below the stage. */
const UPRIGHT = "(width < 40rem) and (height >= 30rem)";

export interface PanelState {
  /** Chat and people share one sidebar, with tabs. */
  isSidebar: boolean;
  /** The sidebar has a place of its own below the stage and is never closed. */
  isBelow: boolean;
  /** It lies over the stage like a sheet: nothing below it can be reached. */
  isSheet: boolean;
  /** What is shown. */
  open: PanelName | null;
  /** It was opened by a press, so it takes the focus. */
  byPress: boolean;
  id: string;
  toggle: (name: PanelName) => void;
  /** The sidebar as a whole. */
  toggleSidebar: () => void;
  /** Goes to another tab of the sidebar. */
  select: (name: PanelName) => void;
  close: () => void;
}

export interface PanelPlace {
  roomId: string;
  selfId: string;
  isSidebar: boolean;
  /** What stands on the stage must be seen: a sheet goes away, and comes back after it. */
  yields: boolean;
}

/** Which panel is open. One at a time, also after a reload; the focus goes back to what opened it. */
export function usePanels(
  names: readonly PanelName[],
  { roomId, selfId, isSidebar, yields }: PanelPlace,
): PanelState {
  const id = useId();
  const isBeside = useMatch(BESIDE);
  const isTall = useMatch(TALL);
  const isNarrow = useMatch(NARROW) || (isTall && !isBeside);
  const isUpright = useMatch(UPRIGHT);
  const isBelow = isSidebar && isUpright;
  const [first = "people"] = names;
  const [kept] = useState(() => keptPanel(roomId, selfId));
  const [before] = useState(kept.recall);
  const [open, setOpen] = useState<PanelName | null>(
    before === null ? (isSidebar && isBeside ? first : null) : before.open,
  );
  const [last, setLast] = useState<PanelName>(before?.last ?? first);
  const [byPress, setByPress] = useState(false);
  const opener = useRef<HTMLElement | null>(null);
  const inTheWay = yields && isNarrow && !isBelow;
  const shown = open !== null && names.includes(open) && !inTheWay ? open : null;
  const [wasBelow, setWasBelow] = useState(isBelow);

  if (wasBelow !== isBelow) {
    setWasBelow(isBelow);
    // A keyboard on the screen makes some windows flat: what is written into stays, as a sheet.
    if (!isBelow && document.getElementById(id)?.contains(document.activeElement) === true) setOpen(last);
  }

  useEffect(() => kept.keep({ open, last }), [kept, open, last]);

  function show(name: PanelName): void {
    opener.current = document.activeElement as HTMLElement | null;
    setByPress(true);
    setLast(name);
    setOpen(name);
  }

  function close(): void {
    // What was open from the beginning has been opened by nobody: its button takes the focus all the same.
    const button = opener.current ?? document.querySelector<HTMLElement>(`[aria-controls="${id}"]`);
    button?.focus();
    opener.current = null;
    setOpen(null);
  }

  return {
    isSidebar,
    isBelow,
    isSheet: isNarrow && !isBelow && shown !== null,
    open: isBelow ? (names.includes(last) ? last : first) : shown,
    byPress,
    id,
    toggle: (name) => (shown === name ? close() : show(name)),
    toggleSidebar: () => (shown === null ? show(last) : close()),
    select: (name) => {
      setLast(name);
      if (shown !== null) setOpen(name);
    },
    close,
  };
}
