import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import type { Consent, RecordingState } from "../../../api/shapes";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { RecordIcon, RecordOffIcon } from "../../../ui/icons";
import { Notice } from "../../../ui/Notice";
import { Terms } from "../../consent/components/Terms";
import type { Standing } from "../../consent/model/standing";

export interface AboutDialogProps {
  recording: RecordingState;
  consent: Consent | null;
  standing: Standing;
  /** They watch, and are neither seen nor heard. */
  watches: boolean;
  individual: boolean;
  /** For hosts, while there is something to stop. */
  stop?: () => void;
  agreeNow: () => void;
  takeBack: () => Promise<ApiError | null>;
  onClose: () => void;
}

/** What a recording means for this person, and what they can change about it at any time. */
export function AboutDialog(props: AboutDialogProps) {
  const { recording, consent, standing, watches, individual, stop, agreeNow, takeBack, onClose } = props;
  const { t } = useTranslation("recording");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const runs = recording.status === "active" || recording.status === "starting";
  // Between two it ends with the yes: who can stop it need not take anything back.
  const mayLeaveIt = standing.kind === "agreed" && !(individual && stop !== undefined);

  async function leaveIt(): Promise<void> {
    setBusy(true);
    const problem = await takeBack();
    setBusy(false);
    setError(problem);
    if (problem === null) onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      sign={standing.kind === "apart" ? <RecordOffIcon /> : <RecordIcon />}
      title={t(`about.title.${titleOf(standing, recording)}`)}
      actions={
        <>
          {mayLeaveIt && (
            <Button variant="outline" busy={busy} onClick={() => void leaveIt()}>
              {t("about.takeBack")}
            </Button>
          )}
          {standing.kind === "apart" && standing.phase !== "ends" && (
            <Button variant="outline" onClick={agreeNow}>
              {t("about.agreeNow")}
            </Button>
          )}
          {stop !== undefined && (
            <Button variant="outline" onClick={stop}>
              {t("about.stop")}
            </Button>
          )}
          <Button variant="outline" onClick={onClose}>
            {t("about.close")}
          </Button>
        </>
      }
    >
      <p>{wordsFor()}</p>
      {runs && consent?.text != null && <Terms text={consent.text} />}
      {mayLeaveIt && <p className="muted">{t(individual ? "about.takeBackStops" : "about.takeBackApart")}</p>}
      {error !== null && (
        <Notice kind="danger" role="alert" title={t("about.failed")}>
          <p>{error.detail === "" ? t("failed.silent") : error.detail}</p>
        </Notice>
      )}
    </Dialog>
  );

  function wordsFor(): string {
    if (standing.kind === "apart") return t(APART[standing.phase]);
    if (standing.kind === "agreed") return t("about.agreed");
    if (recording.status === null || recording.status === "asking")
      return t(`about.nothing.${recording.consent}`);
    if (watches) return t("about.watching");
    return t(recording.audio_only ? "about.inSound" : "about.in");
  }
}

const APART = { before: "about.willApart", runs: "about.apart", ends: "apart.words" } as const;

function titleOf(
  standing: Standing,
  { status }: RecordingState,
): "apart" | "ending" | "on" | "starting" | "off" {
  if (standing.kind === "apart") return standing.phase === "ends" ? "ending" : "apart";
  if (status === "active" || status === "ending") return "on";
  return status === "starting" ? "starting" : "off";
}
