import { VolumeX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { WeakIcon } from "../../../ui/NetIcon";
import { Spinner } from "../../../ui/Spinner";
import type { Banner } from "../model/trouble";

export interface BannerLineProps {
  banner: Exclude<Banner, null>;
  /** Who sees that we are coming back; null where that is nobody in particular, or not sure. */
  other: string | null;
  startSound: () => void;
  cameraOff: () => void;
}

/** One line about the call itself, over the stage where it covers nothing that one needs. */
export function BannerLine({ banner, other, startSound, cameraOff }: BannerLineProps) {
  const { t } = useTranslation("call");
  switch (banner.kind) {
    case "service":
      return (
        <p className="banner">
          <Spinner />
          <span>{t("banner.service")}</span>
        </p>
      );
    case "reconnecting":
      return (
        <p className="banner">
          <Spinner />
          <span>
            {other === null ? t("banner.reconnecting") : t("banner.reconnectingSeen", { name: other })}
          </span>
        </p>
      );
    case "sound":
      return (
        <div className="banner">
          <VolumeX className="icon" aria-hidden="true" />
          <span>{t("banner.sound")}</span>
          <Button variant="primary" size="small" onClick={startSound}>
            {t("banner.startSound")}
          </Button>
        </div>
      );
    case "weak":
      return (
        <div className="banner">
          <WeakIcon />
          <span>{t(banner.cameraOn ? "banner.weak" : "banner.weakVoice")}</span>
          {banner.cameraOn && (
            <Button variant="outline" size="small" onClick={cameraOff}>
              {t("banner.cameraOff")}
            </Button>
          )}
        </div>
      );
  }
}
