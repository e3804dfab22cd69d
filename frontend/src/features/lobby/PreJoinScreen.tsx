import { CircleAlert, LogIn, WifiOff } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePage } from "../../api/ApiContext";
import { loginHref } from "../../api/page";
import { useRoomInfo } from "../../api/useRoomInfo";
import type { JoinIntent } from "../../livekit/joinIntent";
import { BrandHeader } from "../../ui/Brand";
import { LinkButton } from "../../ui/Button";
import { useAnnounce } from "../../ui/LiveRegion";
import { Spinner } from "../../ui/Spinner";
import { ClosedScreen, Message } from "./components/ClosedScreen";
import { HelpLink } from "./components/HelpLink";
import { ReadyRoom } from "./components/ReadyRoom";
import "./lobby.css";
import { abilities, supportOf } from "./model/browser";
import { isReady, type LobbyScreen, lobbyScreen } from "./model/screen";
import { useLiveRoom } from "./useLiveRoom";

/** How often to ask where nobody tells what changes, and where somebody does (a booking may change without its room). */
const OFTEN_MS = 5_000;
const RARELY_MS = 15_000;

export interface PreJoinScreenProps {
  onJoin: (intent: JoinIntent) => void;
}

/** The lobby: everything before one is inside. */
export function PreJoinScreen({ onJoin }: PreJoinScreenProps) {
  const { t } = useTranslation("lobby");
  const { brand } = usePage();
  const [isLive, setLive] = useState(false);
  const info = useRoomInfo({ everyMs: isLive ? RARELY_MS : OFTEN_MS });
  const { room, error, receivedAt, refresh } = info;
  useLiveRoom(info, setLive);
  const screen = lobbyScreen(room, error);
  useOpenedAnnouncement(screen);
  const refused = useCallback(() => void refresh(), [refresh]);
  return (
    <>
      <title>{room === null ? t("page_title_plain") : t("page_title", { title: room.title })}</title>
      <BrandHeader name={brand.name} homeUrl={brand.home_url}>
        <HelpLink />
      </BrandHeader>
      {isReady(screen) ? (
        <Supported>
          <ReadyRoom screen={screen} receivedAt={receivedAt} onAsk={refused} onJoin={onJoin} />
        </Supported>
      ) : (
        <OtherScreen screen={screen} />
      )}
    </>
  );
}

function Supported({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation("lobby");
  const support = supportOf(abilities());
  if (support === "ok") return children;
  return (
    <Message icon={CircleAlert} title={t(`unsupported.${support}.title`)}>
      <p className="muted">{t(`unsupported.${support}.words`)}</p>
    </Message>
  );
}

function OtherScreen({ screen }: { screen: LobbyScreen }) {
  const { t } = useTranslation(["lobby", "common"]);
  const page = usePage();
  switch (screen.kind) {
    case "closed":
      return <ClosedScreen screen={screen} />;
    case "login":
      return (
        <Message
          icon={LogIn}
          title={t("lobby:login.title")}
          actions={
            <LinkButton variant="primary" href={loginHref(page)}>
              {t("lobby:login.action")}
            </LinkButton>
          }
        >
          <p className="muted">{t("lobby:login.words")}</p>
        </Message>
      );
    case "unreachable":
      return (
        <Message icon={WifiOff} title={t("lobby:unreachable.title")}>
          <p className="muted" role="status">
            {navigator.onLine ? t("common:service_silent") : t("common:offline")}
          </p>
        </Message>
      );
    default:
      return (
        <main className="closed" aria-busy="true" aria-label={t("common:loading")}>
          <Spinner large />
        </main>
      );
  }
}

/** Join appears by itself: who does not see it must hear it. */
function useOpenedAnnouncement(screen: LobbyScreen): void {
  const { t } = useTranslation("lobby");
  const announce = useAnnounce();
  const before = useRef(screen.kind);
  useEffect(() => {
    const waited = before.current === "early" || before.current === "full";
    before.current = screen.kind;
    if (waited && screen.kind === "open") announce(t("join.opened"));
  }, [screen.kind, announce, t]);
}
