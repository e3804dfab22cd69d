import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Notice } from "../../../ui/Notice";

export interface StopDialogProps {
  /** Everybody would be asked again. */
  asks: boolean;
  busy: boolean;
  error: ApiError | null;
  stop: () => void;
  onClose: () => void;
}

/** A recording that was stopped cannot be gone on with. */
export function StopDialog({ asks, busy, error, stop, onClose }: StopDialogProps) {
  const { t } = useTranslation("recording");
  return (
    <Dialog
      role="alertdialog"
      open
      title={t("stop.title")}
      onClose={onClose}
      actions={
        <>
          <Button variant="outline" onClick={onClose}>
            {t("stop.cancel")}
          </Button>
          <Button variant="primary" busy={busy} onClick={stop}>
            {t("stop.confirm")}
          </Button>
        </>
      }
    >
      <p>{t(asks ? "stop.wordsAsk" : "stop.words")}</p>
      {error !== null && (
        <Notice kind="danger" role="alert" title={t("stop.failed")}>
          <p>{error.detail === "" ? t("failed.silent") : error.detail}</p>
        </Notice>
      )}
    </Dialog>
  );
}
