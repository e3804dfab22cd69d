import { WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Spinner } from "../../../ui/Spinner";
import type { Connection } from "../model/connection";
import type { Others } from "../model/words";

export interface OverlayProps {
  connection: Connection;
  others: Others;
  /** What people watch here is a stage, so that others who watch are nobody to see. */
  onStage: boolean;
  /** Somebody was here before and is gone now. */
  wereTogether: boolean;
  rejoin: () => void;
}

/** Words in the middle of the stage: while one comes in, is alone, has lost the line, or goes. */
export function Overlay({ connection, others, onStage, wereTogether, rejoin }: OverlayProps) {
  const { t } = useTranslation("call");
  const { name } = others;
  switch (connection.kind) {
    case "connecting":
      return connection.attempt > 0 ? null : (
        <div className="over late">
          <Spinner large />
          <p>{t("overlay.connecting")}</p>
        </div>
      );
    case "leaving":
    case "gone":
      return (
        <div className="over shade">
          <Spinner large />
          <p>{t("overlay.leaving")}</p>
        </div>
      );
    case "lost":
      return (
        <div className="over dim" role="alert">
          <WifiOff className="icon" aria-hidden="true" />
          <h2>{t("overlay.lost")}</h2>
          <p>{name !== null && others.here ? t("overlay.lostWords", { name }) : t("overlay.lostAlone")}</p>
          <Button variant="primary" size="large" onClick={rejoin}>
            {t("overlay.rejoin")}
          </Button>
        </div>
      );
    default:
      if (others.here) return null;
      return (
        <div className="over quiet">
          <h2>{aloneTitle()}</h2>
          <p>{t(wereTogether ? "alone.leftWords" : "alone.words")}</p>
        </div>
      );
  }

  function aloneTitle(): string {
    if (name !== null) return t(wereTogether ? "alone.left" : "alone.notYet", { name });
    if (onStage) return t(wereTogether ? "alone.stageLeft" : "alone.noStage");
    return t(wereTogether ? "alone.everybodyLeft" : "alone.nobody");
  }
}
