import type { ReactNode } from "react";
import "./Badge.css";

export interface BadgeProps {
  kind?: "neutral" | "positive" | "warning" | "danger" | "accent";
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A word with an icon: the state of something. */
export function Badge({ kind = "neutral", icon, children, className }: BadgeProps) {
  return (
    <span className={["badge", kind, className].filter(Boolean).join(" ")}>
      {icon}
      <span className="badge-word">{children}</span>
    </span>
  );
}
