import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Notice } from "../../../ui/Notice";

export interface EndDialogProps {
  open: boolean;
  onClose: () => void;
  end: () => void;
  busy: boolean;
  error: ApiError | null;
  /** How many others are inside. */
  others: number;
}

/** The second question before everybody is put out. */
export function EndDialog({ open, onClose, end, busy, error, others }: EndDialogProps) {
  const { t } = useTranslation("call");
  return (
    <Dialog
      role="alertdialog"
      title={t("end.title")}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button variant="outline" onClick={onClose}>
            {t("end.cancel")}
          </Button>
          <Button variant="danger" busy={busy} onClick={end}>
            {t("end.confirm")}
          </Button>
        </>
      }
    >
      <p>{t("end.words", { count: others })}</p>
      {error !== null && (
        <Notice kind="danger" role="alert" title={t("end.failed")}>
          {error.detail !== "" && <p>{error.detail}</p>}
        </Notice>
      )}
    </Dialog>
  );
}
