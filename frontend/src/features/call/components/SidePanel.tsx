import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "../../../ui/Button";
import { type Tab, Tabs } from "../../../ui/Tabs";
import "./panel.css";

interface FrameProps {
  id: string;
  closeLabel: string;
  /** Absent where the panel has its own place and nothing to give it back to. */
  onClose?: () => void;
}

/** Escape closes a panel, unless something inside it has use for the key, or lies before it. */
function onEscape(close: (() => void) | undefined) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (event.currentTarget.contains(event.target as Node)) close?.();
  };
}

function CloseButton({ closeLabel, onClose }: Omit<FrameProps, "id">) {
  if (onClose === undefined) return null;
  return (
    <IconButton
      label={closeLabel}
      icon={<X className="icon" aria-hidden="true" />}
      onClick={onClose}
      className="panel-close"
    />
  );
}

export interface SidePanelProps extends FrameProps {
  title: string;
  count?: number;
  /** What is inside takes it where this does not: a field to write in. */
  takesFocus: boolean;
  children: ReactNode;
}

/** One thing beside the stage: the people, or the chat. On a phone a sheet above the bar. */
export function SidePanel({ id, title, count, closeLabel, onClose, takesFocus, children }: SidePanelProps) {
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);

  // Opened by a press: whoever cannot see it finds it under the focus.
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);

  return (
    <aside id={id} className="panel" aria-labelledby={titleId} onKeyDown={onEscape(onClose)}>
      <header>
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {title} {count !== undefined && <span className="muted num">{count}</span>}
        </h2>
        <CloseButton closeLabel={closeLabel} onClose={onClose} />
      </header>
      {children}
    </aside>
  );
}

export interface SidebarProps extends FrameProps {
  label: string;
  tabs: readonly Tab[];
  selected: string;
  onSelect: (id: string) => void;
  takesFocus: boolean;
}

/** Several things beside the stage, one of them shown. On an upright phone it stands below the stage, always. */
export function Sidebar({
  id,
  label,
  tabs,
  selected,
  onSelect,
  closeLabel,
  onClose,
  takesFocus,
}: SidebarProps) {
  const titleId = useId();
  return (
    <aside
      id={id}
      className={onClose === undefined ? "panel below" : "panel"}
      aria-labelledby={titleId}
      onKeyDown={onEscape(onClose)}
    >
      <h2 id={titleId} className="hidden-visually">
        {label}
      </h2>
      <Tabs
        label={label}
        tabs={tabs}
        selected={selected}
        onSelect={onSelect}
        end={<CloseButton closeLabel={closeLabel} onClose={onClose} />}
        takesFocus={takesFocus}
      />
    </aside>
  );
}
