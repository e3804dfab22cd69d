import { MessageSquare, PanelRight, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import { MenuItem } from "../../../ui/Menu";
import { CountBadge } from "./CountBadge";

/** A panel that can be opened. */
export interface PanelButton {
  kind: "people" | "chat" | "sidebar";
  open: boolean;
  toggle: () => void;
  panelId: string;
  /** How many people. */
  people?: number;
  /** How many messages nobody has read here. */
  unread?: number;
}

const ICONS = { people: Users, chat: MessageSquare, sidebar: PanelRight } as const;

/** Its button in the bar; what is new behind it is a number on it, and words in its name. */
export function PanelControl({ button, className }: { button: PanelButton; className?: string }) {
  const { t } = useTranslation("call");
  const { kind, open, toggle, panelId } = button;
  const Icon = ICONS[kind];
  return (
    <Control
      look="quiet"
      className={className}
      icon={
        <>
          <Icon className="icon" aria-hidden="true" />
          <CountBadge count={button.unread ?? 0} />
        </>
      }
      word={t(`control.${kind}`)}
      label={useLabel(button)}
      open={open}
      aria-expanded={open}
      aria-controls={open ? panelId : undefined}
      onClick={toggle}
    />
  );
}

/** The same in More, where there is no room for it in the bar. */
export function PanelItem({ button }: { button: PanelButton }) {
  const { t } = useTranslation("call");
  const { kind, toggle, unread = 0 } = button;
  const Icon = ICONS[kind];
  const label = useLabel({ ...button, unread: 0 });
  return (
    <MenuItem
      icon={<Icon className="icon" aria-hidden="true" />}
      detail={unread > 0 ? t("control.newMessages", { count: unread }) : undefined}
      onAction={toggle}
    >
      {label ?? t(`control.${kind}`)}
    </MenuItem>
  );
}

/** Undefined where the word says all. */
function useLabel({ kind, people, unread = 0 }: PanelButton): string | undefined {
  const { t } = useTranslation("call");
  if (kind === "people" && people !== undefined) return t("control.peopleCount", { count: people });
  if (unread === 0) return undefined;
  return t(kind === "sidebar" ? "control.sidebarUnread" : "control.chatUnread", { count: unread });
}
