import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import "./Tabs.css";

export interface Tab {
  id: string;
  title: string;
  /**
   * What is new behind it: a number, with words for screen readers where the number alone says too little. Null while there
   * is nothing: its place is kept, so that no neighbour moves under a finger.
   */
  badge?: ReactNode;
  panel: ReactNode;
}

export interface TabsProps {
  /** The accessible name of the row of tabs. */
  label: string;
  tabs: readonly Tab[];
  /** Id of the tab that is shown. */
  selected: string;
  onSelect: (id: string) => void;
  /** Stands at the end of the row: the button that closes all of it. */
  end?: ReactNode;
  /** For what a press has opened: the selected tab takes the focus when the tabs appear. */
  takesFocus?: boolean;
}

/** What the Tab key stops at. */
const STOPS = ':is(a[href], button, input, select, textarea, [tabindex]):not(:disabled, [tabindex="-1"])';

/** How far a key goes along the row; in a text that runs from right to left the arrows change sides. */
function step(key: string, rightToLeft: boolean): number {
  if (key === "ArrowRight") return rightToLeft ? -1 : 1;
  if (key === "ArrowLeft") return rightToLeft ? 1 : -1;
  return 0;
}

/**
 * Several panels in one place, one of them shown (WAI-ARIA Authoring Practices, "Tabs with Automatic Activation").
 * The row is one stop of the Tab key; arrows, Home and End go along it and show what they come to. Only the panel that is
 * shown exists, so what must outlive a change of tabs (a draft) belongs to whoever draws this.
 */
export function Tabs({ label, tabs, selected, onSelect, end, takesFocus = false }: TabsProps) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const focusAtOnce = useRef(takesFocus);
  const panel = useRef<HTMLDivElement>(null);
  const [hasStop, setHasStop] = useState(false);
  const shown = tabs.find((tab) => tab.id === selected) ?? tabs[0];

  // Looked at after each drawing: what is inside may come later.
  useLayoutEffect(() => setHasStop(panel.current?.querySelector(STOPS) != null));

  useEffect(() => {
    if (focusAtOnce.current) row.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }, []);

  function move(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = buttons.indexOf(event.target as HTMLElement);
    const by = step(event.key, getComputedStyle(event.currentTarget).direction === "rtl");
    const to =
      event.key === "Home"
        ? 0
        : event.key === "End"
          ? tabs.length - 1
          : (at + by + tabs.length) % tabs.length;
    const next = tabs[to];
    if (at < 0 || next === undefined || (by === 0 && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    buttons[to]?.focus();
    if (next.id !== selected) onSelect(next.id);
  }

  if (shown === undefined) return null;
  return (
    <div className="tabbed">
      <div className="tabs">
        <div role="tablist" aria-label={label} ref={row} onKeyDown={move}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              aria-selected={tab === shown}
              aria-controls={tab === shown ? `${id}-panel` : undefined}
              tabIndex={tab === shown ? 0 : -1}
              onClick={() => onSelect(tab.id)}
            >
              <span className="tab-title">{tab.title}</span>{" "}
              {tab.badge !== undefined && (
                <span className="badge-place">
                  {tab.badge !== null && <span className="badge accent num">{tab.badge}</span>}
                </span>
              )}
            </button>
          ))}
        </div>
        {end}
      </div>
      <div
        className="tab-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${shown.id}`}
        ref={panel}
        // A panel of words alone would be out of reach for the Tab key; what scrolls inside must have it itself.
        tabIndex={hasStop ? undefined : 0}
        key={shown.id}
      >
        {shown.panel}
      </div>
    </div>
  );
}
