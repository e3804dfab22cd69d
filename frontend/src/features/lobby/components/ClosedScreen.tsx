import { CalendarX, CircleAlert, Clock, DoorClosed, LogIn, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePage } from "../../../api/ApiContext";
import { loginHref } from "../../../api/page";
import { LinkButton } from "../../../ui/Button";
import type { ClosedReason, LobbyScreen } from "../model/screen";
import "./closed.css";

interface MessageProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** One message in the middle of the page: what happened, what to do. */
export function Message({ icon: Icon, title, children, actions }: MessageProps) {
  return (
    <main className="closed">
      <Icon className="icon" aria-hidden="true" />
      <h1>{title}</h1>
      {children}
      {actions !== undefined && <div className="closed-actions">{actions}</div>}
    </main>
  );
}

const ICONS: Record<ClosedReason, LucideIcon> = {
  booking_cancelled: CalendarX,
  booking_not_confirmed: Clock,
  room_ended: DoorClosed,
  removed: DoorClosed,
  not_a_participant: LogIn,
  unscheduled: Clock,
  not_found: CircleAlert,
  other: CircleAlert,
};

/** Why there is no way in, and where to go instead. */
export function ClosedScreen({ screen }: { screen: Extract<LobbyScreen, { kind: "closed" }> }) {
  const { t } = useTranslation(["lobby", "common"]);
  const page = usePage();
  const { reason, room } = screen;
  const { name, home_url, contact } = page.brand;
  const foreign = reason === "not_a_participant";
  const back = (
    <LinkButton variant={foreign ? "quiet" : "primary"} href={room?.return_url ?? home_url}>
      {t("common:back", { name })}
    </LinkButton>
  );
  return (
    <Message
      icon={ICONS[reason]}
      title={t(`lobby:closed.${reason}.title`)}
      actions={
        <>
          {foreign && (
            <LinkButton variant="primary" href={loginHref(page)}>
              {t("lobby:closed.log_in")}
            </LinkButton>
          )}
          {back}
        </>
      }
    >
      <p className="muted">{t(`lobby:closed.${reason}.words`, { code: room?.me.code ?? "" })}</p>
      {reason === "removed" && contact !== null && (
        <p className="muted">{t("lobby:closed.removed.contact", { contact })}</p>
      )}
    </Message>
  );
}
