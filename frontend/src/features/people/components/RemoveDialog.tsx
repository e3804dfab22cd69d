import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Notice } from "../../../ui/Notice";
import type { Removable } from "../model/entries";

export interface RemoveDialogProps {
  /** Who is to go; null closes the question. */
  person: Removable | null;
  onClose: () => void;
  remove: (person: Removable) => Promise<ApiError | null>;
}

export function RemoveDialog({ person, onClose, remove }: RemoveDialogProps) {
  const { t } = useTranslation("call");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  function close(): void {
    setError(null);
    onClose();
  }

  async function confirm(): Promise<void> {
    if (person === null) return;
    setBusy(true);
    const problem = await remove(person);
    setBusy(false);
    setError(problem);
    if (problem === null) close();
  }

  return (
    <Dialog
      role="alertdialog"
      title={t("remove.title", { name: person?.name ?? "" })}
      open={person !== null}
      onClose={close}
      actions={
        <>
          <Button variant="outline" onClick={close}>
            {t("end.cancel")}
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void confirm()}>
            {t("remove.confirm")}
          </Button>
        </>
      }
    >
      <p>{t("remove.words")}</p>
      {error !== null && (
        <Notice kind="danger" role="alert" title={t("people.failed")}>
          {error.detail !== "" && <p>{error.detail}</p>}
        </Notice>
      )}
    </Dialog>
  );
}
