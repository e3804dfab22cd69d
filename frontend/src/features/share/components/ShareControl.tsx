import { ScreenShare, ScreenShareOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";

export interface ShareControlProps {
  sharing: boolean;
  start: () => void;
  stop: () => void;
}

/** Shows one's screen, and takes it back. Only where the browser can and the role may. */
export function ShareControl({ sharing, start, stop }: ShareControlProps) {
  const { t } = useTranslation("call");
  return sharing ? (
    <Control
      className="not-phone"
      look="off"
      icon={<ScreenShareOff className="icon" aria-hidden="true" />}
      word={t("share.on")}
      label={t("share.onLabel")}
      onClick={stop}
    />
  ) : (
    <Control
      className="not-phone"
      icon={<ScreenShare className="icon" aria-hidden="true" />}
      word={t("share.off")}
      label={t("share.offLabel")}
      onClick={start}
    />
  );
}
