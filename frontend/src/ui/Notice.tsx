import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode, Ref } from "react";
import "./Notice.css";

export type NoticeKind = "neutral" | "accent" | "positive" | "warning" | "danger";

/** The icon differs by kind: colour only repeats what icon and words say. */
const ICONS = {
  neutral: Info,
  accent: Info,
  positive: CircleCheck,
  warning: TriangleAlert,
  danger: CircleX,
} as const;

export interface NoticeProps {
  kind?: NoticeKind;
  title?: ReactNode;
  /** Replaces the icon of the kind. */
  icon?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  /** "alert" interrupts a screen reader, "status" waits its turn; without it the notice is part of the page. */
  role?: "alert" | "status";
  className?: string;
  ref?: Ref<HTMLDivElement>;
}

/** What happened, then what to do. */
export function Notice({
  kind = "neutral",
  title,
  icon,
  actions,
  children,
  role,
  className,
  ref,
}: NoticeProps) {
  const Icon = ICONS[kind];
  return (
    <div ref={ref} className={["notice", kind, className].filter(Boolean).join(" ")} role={role}>
      {icon ?? <Icon className="icon" aria-hidden="true" />}
      {title !== undefined && <div className="notice-title">{title}</div>}
      {children}
      {actions !== undefined && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
