import { Check } from "lucide-react";
import { createContext, type ReactNode, useContext, useId } from "react";

/** Closes the menu with the focus back on its button, then does what was chosen. */
type Act = (id: string | undefined, action: () => void) => void;

/** What an open menu gives its items. */
export const MenuContext = createContext<Act | null>(null);

interface Choice {
  mode: "single" | "multiple";
  chosen: ReadonlySet<string>;
  choose: (id: string) => void;
}

const ChoiceContext = createContext<Choice | null>(null);

export interface MenuItemProps {
  /** Needed where the menu or the group is told what was chosen. */
  id?: string;
  icon?: ReactNode;
  danger?: boolean;
  /** A second, quieter line: what will happen. */
  detail?: string;
  isDisabled?: boolean;
  onAction?: () => void;
  children: string;
}

export function MenuItem({
  id,
  icon,
  danger = false,
  detail,
  isDisabled = false,
  onAction,
  children,
}: MenuItemProps) {
  const act = useContext(MenuContext);
  const choice = useContext(ChoiceContext);

  function press(): void {
    if (isDisabled) return;
    const chosen = () => {
      if (id !== undefined) choice?.choose(id);
      onAction?.();
    };
    // Of several one takes more than one: the menu stays.
    if (choice?.mode === "multiple") chosen();
    else act?.(id, chosen);
  }

  const kind =
    choice === null
      ? { role: "menuitem" }
      : {
          role: choice.mode === "single" ? "menuitemradio" : "menuitemcheckbox",
          "aria-checked": id !== undefined && choice.chosen.has(id),
        };
  return (
    <button
      type="button"
      {...kind}
      // It can be come to, so that somebody who cannot see it hears that it is there and cannot be had.
      aria-disabled={isDisabled || undefined}
      tabIndex={-1}
      className={danger ? "option danger" : "option"}
      onClick={press}
    >
      {choice !== null && <Check className="icon-s option-tick" aria-hidden="true" />}
      {icon}
      <span className="option-words">
        {children}
        {detail !== undefined && <small> {detail}</small>}
      </span>
    </button>
  );
}

export interface MenuGroupProps {
  title: string;
  /** One or several can be chosen; without it the items only act. Choosing several leaves the menu open. */
  selectionMode?: "single" | "multiple";
  /** Choosing what is chosen leaves it so. */
  disallowEmptySelection?: boolean;
  selectedKeys?: Iterable<string>;
  onSelectionChange?: (keys: ReadonlySet<string>) => void;
  children: ReactNode;
}

/** Several items under a heading, of which one or more can be chosen when `selectionMode` is given. */
export function MenuGroup({
  title,
  selectionMode,
  disallowEmptySelection = false,
  selectedKeys = [],
  onSelectionChange,
  children,
}: MenuGroupProps) {
  const titleId = useId();
  const chosen = new Set(selectedKeys);

  function choose(id: string): void {
    const next = selectionMode === "single" ? new Set<string>() : new Set(chosen);
    if (chosen.has(id)) next.delete(id);
    else next.add(id);
    if (next.size === 0 && disallowEmptySelection) return;
    onSelectionChange?.(next);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a menu would be a group of fields
    <div role="group" aria-labelledby={titleId}>
      <div className="options-title" id={titleId} role="presentation">
        {title}
      </div>
      <ChoiceContext value={selectionMode === undefined ? null : { mode: selectionMode, chosen, choose }}>
        {children}
      </ChoiceContext>
    </div>
  );
}
