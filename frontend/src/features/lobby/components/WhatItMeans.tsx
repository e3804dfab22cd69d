import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApiClient } from "../../../api/ApiContext";
import type { Result } from "../../../api/errors";
import { fetchConsent } from "../../../api/recordings";
import type { Consent } from "../../../api/shapes";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Notice } from "../../../ui/Notice";
import { Terms } from "../../consent/components/Terms";

interface Props {
  roomId: string;
  /** The sentence that it explains. */
  fact: string;
}

/** For whoever is told and not asked: the words that, once they join, are kept as what they were told. */
export function WhatItMeans({ roomId, fact }: Props) {
  const { t } = useTranslation(["lobby", "recording"]);
  const client = useApiClient();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Result<Consent> | null>(null);

  async function show(): Promise<void> {
    setBusy(true);
    // Anew at each press: what holds now is what joining now means.
    setSaid(await fetchConsent(client, roomId));
    setBusy(false);
  }

  const close = () => setSaid(null);
  // Null where nothing is told any more; the sentence goes with the next look at the room.
  const text = said?.ok ? said.value.text : null;
  return (
    <>
      <button
        type="button"
        className="link means"
        aria-haspopup="dialog"
        aria-busy={busy || undefined}
        onClick={busy ? undefined : () => void show()}
      >
        {t("lobby:means.open")}
      </button>
      <Dialog
        open={text !== null || said?.ok === false}
        onClose={close}
        title={t("lobby:means.title")}
        actions={
          <Button variant="outline" onClick={close}>
            {t("recording:about.close")}
          </Button>
        }
      >
        <p>{fact}</p>
        {text !== null && <Terms text={text} />}
        {said?.ok === false && (
          <Notice kind="warning" role="alert" title={t("lobby:means.failed")}>
            <p>{said.error.detail === "" ? t("recording:failed.silent") : said.error.detail}</p>
          </Notice>
        )}
      </Dialog>
    </>
  );
}
