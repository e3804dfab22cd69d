import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
} from "react";
import { MenuContext } from "./MenuItem";
import { itemFor } from "./menuKeys";
import "./Menu.css";
import { type Placement, place } from "./place";

/** Where the focus begins. */
export type Opening = "first" | "last";

/** Letters that follow each other within this time are one word. */
const WORD_MS = 700;

interface MenuListProps {
  id: string;
  label: string;
  button: RefObject<HTMLElement | null>;
  placement: Placement;
  opening: Opening;
  onAction?: (id: string) => void;
  onClose: () => void;
  children: ReactNode;
}

/** The open half of a menu: in the document beside its button, on the screen above everything. */
export function MenuList({
  id,
  label,
  button,
  placement,
  opening,
  onAction,
  onClose,
  children,
}: MenuListProps) {
  const layer = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const typed = useRef({ word: "", at: 0 });
  const calls = useRef({ onAction, onClose });
  useEffect(() => {
    calls.current = { onAction, onClose };
    // The item that had the focus is gone (a device was unplugged): keys must still be heard.
    if (document.activeElement === document.body) menu.current?.focus();
  });

  useLayoutEffect(() => {
    const box = menu.current;
    if (box === null || button.current === null) return;
    // Above everything and cut off by nothing. Browsers of before 2024 cannot: there it lies as high as its bar does.
    layer.current?.showPopover?.();
    layOut(box, button.current, placement);
    // From what is chosen already one sees what else there is.
    const items = itemsOf(box);
    const chosen = items.find((item) => item.getAttribute("aria-checked") === "true");
    (opening === "last" ? items.at(-1) : (chosen ?? items[0]))?.focus();
  }, [button, placement, opening]);

  useEffect(() => {
    const again = () => {
      if (menu.current === null || button.current === null) return;
      // In a window of this width there is no such button.
      if (button.current.getClientRects().length === 0) calls.current.onClose();
      else layOut(menu.current, button.current, placement);
    };
    window.addEventListener("resize", again);
    return () => window.removeEventListener("resize", again);
  }, [button, placement]);

  const giveBack = useCallback(() => {
    button.current?.focus();
    calls.current.onClose();
  }, [button]);

  const act = useCallback(
    (chosen: string | undefined, action: () => void) => {
      // First back: what is opened now returns the focus to where it finds it.
      giveBack();
      action();
      if (chosen !== undefined) calls.current.onAction?.(chosen);
    },
    [giveBack],
  );

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    // What is around it has its own use for these keys.
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      giveBack();
    } else if (event.key === "Tab") {
      // From the button the browser goes on by itself, forwards or back.
      giveBack();
    } else if (event.key === "Enter" && event.repeat) {
      // The press that opened the menu is still held: it must not choose as well.
      event.preventDefault();
    } else if (!event.ctrlKey && !event.altKey && !event.metaKey) {
      const items = itemsOf(event.currentTarget);
      const word = wordOf(typed.current, event.key);
      const next = itemFor(event.key, word, items.map(wordsOf), items.indexOf(event.target as HTMLElement));
      if (next === null) return;
      event.preventDefault();
      items[next]?.focus();
    }
  }

  function onBlur({ relatedTarget, currentTarget }: FocusEvent<HTMLDivElement>): void {
    // The focus went elsewhere by itself and stays there. Without a target the whole window lost it.
    if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) onClose();
  }

  return (
    <MenuContext value={act}>
      {/* Takes the press beside the menu: that closes, and does nothing else. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for the pointer only; Escape does the same */}
      <div
        className="menu-layer"
        ref={layer}
        role="presentation"
        popover="manual"
        onMouseDown={(event) => isBeside(event) && event.preventDefault()}
        onClick={(event) => {
          event.stopPropagation();
          if (isBeside(event)) giveBack();
        }}
      >
        <div
          className="menu"
          id={id}
          ref={menu}
          role="menu"
          aria-label={label}
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onBlur={onBlur}
        >
          {children}
        </div>
      </div>
    </MenuContext>
  );
}

const isBeside = (event: MouseEvent) => event.target === event.currentTarget;

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

const wordsOf = (item: HTMLElement) => (item.textContent ?? "").trim();

/** What has been typed up to now, with this key; empty when the key is no letter. */
function wordOf(typed: { word: string; at: number }, key: string): string {
  if (key.length !== 1 || key === " ") return "";
  const now = performance.now();
  typed.word = now - typed.at < WORD_MS ? typed.word + key : key;
  typed.at = now;
  return typed.word;
}

/** Written by the object model, which a strict content security policy allows, unlike a style attribute in a page. */
function layOut(menu: HTMLElement, button: HTMLElement, placement: Placement): void {
  const window = {
    width: document.documentElement.clientWidth,
    height: document.documentElement.clientHeight,
  };
  const direction = getComputedStyle(button).direction === "rtl" ? "rtl" : "ltr";
  // Its own height, not what an earlier place left of it.
  menu.style.setProperty("--menu-room", "none");
  const box = { width: menu.offsetWidth, height: menu.offsetHeight };
  const at = place(placement, button.getBoundingClientRect(), box, window, direction);
  menu.style.setProperty("--menu-left", `${at.left}px`);
  menu.style.setProperty("--menu-top", at.from === "top" ? `${at.distance}px` : "auto");
  menu.style.setProperty("--menu-bottom", at.from === "bottom" ? `${at.distance}px` : "auto");
  menu.style.setProperty("--menu-room", `${at.maxHeight}px`);
}
