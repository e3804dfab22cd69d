import type { ComponentPropsWithRef, ReactNode } from "react";
import "./Button.css";
import { Spinner } from "./Spinner";

type Variant = "primary" | "outline" | "danger" | "text" | "plain" | "quiet";
type Size = "small" | "medium" | "large";

interface Looks {
  variant?: Variant;
  size?: Size;
}

function buttonClass({ variant = "quiet", size = "medium" }: Looks, more?: string): string {
  const kind = variant === "quiet" ? "" : variant === "plain" ? "text plain" : variant;
  return ["button", kind, size === "medium" ? "" : size, more ?? ""].filter(Boolean).join(" ");
}

export interface ButtonProps extends ComponentPropsWithRef<"button">, Looks {
  /**
   * Something that this press began is under way. The button keeps focus and its name, says so to assistive technology,
   * and swallows further presses; `disabled` would drop the focus.
   */
  busy?: boolean;
  icon?: ReactNode;
}

export function Button({
  variant,
  size,
  busy = false,
  icon,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass({ variant, size }, className)}
      aria-disabled={busy || rest["aria-disabled"] || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "aria-label" | "children"> {
  /** The accessible name: begins with the state that is seen, then says what a press does. */
  label: string;
  icon: ReactNode;
}

export function IconButton({ label, ...rest }: IconButtonProps) {
  return (
    <Button {...rest} aria-label={label} className={["square", rest.className].filter(Boolean).join(" ")} />
  );
}

export interface LinkButtonProps extends ComponentPropsWithRef<"a">, Looks {}

/** Looks like a button, is a link: it leads to another page. */
export function LinkButton({ variant, size, className, children, ...rest }: LinkButtonProps) {
  return (
    <a {...rest} className={buttonClass({ variant, size }, className)}>
      {children}
    </a>
  );
}
