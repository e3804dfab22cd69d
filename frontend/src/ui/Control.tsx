import type { ComponentPropsWithRef, ReactNode } from "react";
import "./Control.css";

export interface ControlProps extends Omit<ComponentPropsWithRef<"button">, "aria-label" | "children"> {
  icon: ReactNode;
  /** The word under the button: the state. */
  word: string;
  /** The accessible name: begins with the word, then says what a press does. Without it the word says all. */
  label?: string;
  look?: "off" | "leave" | "quiet" | "recording";
  /** Its panel is open. */
  open?: boolean;
  busy?: boolean;
}

/** A button of the bar: icon, and the word that many need, below it. */
export function Control({
  icon,
  word,
  label,
  look,
  open = false,
  busy = false,
  className,
  onClick,
  ...rest
}: ControlProps) {
  return (
    <button
      type="button"
      {...rest}
      className={["ctl", look ?? "", open ? "open" : "", className ?? ""].filter(Boolean).join(" ")}
      aria-label={label}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      <i>{icon}</i>
      <span className="ctl-word">{word}</span>
    </button>
  );
}
