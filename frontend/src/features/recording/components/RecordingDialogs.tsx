import { useTranslation } from "react-i18next";
import { AskDialog, asks } from "../../consent/components/AskDialog";
import { AboutDialog } from "./AboutDialog";
import { AnswersDialog } from "./AnswersDialog";
import { StopDialog } from "./StopDialog";
import type { RecordingDesk } from "./useRecordingDesk";

export interface RecordingDialogsProps {
  desk: RecordingDesk;
  selfId: string;
  individual: boolean;
  /** They watch, and are neither seen nor heard. */
  watches: boolean;
  /** Add it to the local clock to get the server's, in milliseconds. */
  offset: number;
  leave: () => void;
}

/** What lies before the call: first the question, which nothing else may cover. */
export default function RecordingDialogs({
  desk,
  selfId,
  individual,
  watches,
  offset,
  leave,
}: RecordingDialogsProps) {
  const { t } = useTranslation("recording");
  const { recording, consent, standing, opened } = desk;
  const again = opened === "again" && standing.kind === "apart" && standing.phase !== "ends";
  if (asks(consent) && (standing.kind === "asked" || again)) {
    return (
      <AskDialog
        text={consent.text}
        until={again ? null : recording.asked_until}
        offset={offset}
        answer={desk.answer}
        out={{ before: t("ask.before"), word: t("ask.leave"), go: leave }}
        onClose={again ? () => desk.open(null) : undefined}
      />
    );
  }
  if (desk.showsAnswers && consent !== null) {
    return (
      <AnswersDialog
        answers={consent.answers}
        selfId={selfId}
        individual={individual}
        until={recording.asked_until}
        offset={offset}
        busy={desk.busy}
        cancel={desk.stop}
        onClose={desk.hideAnswers}
      />
    );
  }
  if (opened === "stop" && recording.status === "active") {
    return (
      <StopDialog
        asks={recording.consent === "ask"}
        busy={desk.busy}
        error={desk.problem}
        stop={desk.stop}
        onClose={() => desk.open(null)}
      />
    );
  }
  if (opened === "about") {
    const canStop = desk.host !== null && recording.status === "active";
    return (
      <AboutDialog
        recording={recording}
        consent={consent}
        standing={standing}
        watches={watches}
        individual={individual}
        stop={canStop ? () => desk.open("stop") : undefined}
        agreeNow={() => desk.open("again")}
        takeBack={async () => (asks(consent) ? desk.answer(false, consent.text) : null)}
        onClose={() => desk.open(null)}
      />
    );
  }
  return null;
}
