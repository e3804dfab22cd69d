import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useId,
  useRef,
  useState,
} from "react";
import { MenuList, type Opening } from "./MenuList";
import type { Placement } from "./place";

export { MenuGroup, MenuItem } from "./MenuItem";

export interface MenuProps {
  /** A `Button`, `IconButton` or `Control`: opens the menu and gets the focus back. */
  trigger: ReactElement<ComponentProps<"button">>;
  placement?: Placement;
  "aria-label": string;
  /** Called with the id of the item that was chosen. */
  onAction?: (id: string) => void;
  /** `MenuItem` and `MenuGroup`. */
  children: ReactNode;
}

/** A button that opens a menu (WAI-ARIA Authoring Practices, "Menu Button"). On a phone the menu is a sheet. */
export function Menu({ trigger, placement = "top", "aria-label": label, onAction, children }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<Opening | null>(null);

  function onClick(event: MouseEvent<HTMLButtonElement>): void {
    trigger.props.onClick?.(event);
    setOpen((now) => (now === null ? "first" : null));
  }

  function onKeyDown(event: KeyboardEvent<HTMLButtonElement>): void {
    trigger.props.onKeyDown?.(event);
    // The press that chose an item and closed the menu is still held: it must not open it again.
    if (event.key === "Enter" && event.repeat) event.preventDefault();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setOpen(event.key === "ArrowDown" ? "first" : "last");
  }

  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        "aria-haspopup": "menu",
        "aria-expanded": open !== null,
        "aria-controls": open === null ? undefined : id,
        onClick,
        onKeyDown,
      })}
      {open !== null && (
        <MenuList
          id={id}
          label={label}
          button={button}
          placement={placement}
          opening={open}
          onAction={onAction}
          onClose={() => setOpen(null)}
        >
          {children}
        </MenuList>
      )}
    </>
  );
}
