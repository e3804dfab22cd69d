import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import type { Consent, ConsentText } from "../../../api/shapes";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { RecordIcon } from "../../../ui/icons";
import { Notice } from "../../../ui/Notice";
import { Countdown } from "./Countdown";
import { Terms } from "./Terms";

export interface AskDialogProps {
  text: ConsentText;
  /** Until when answers are awaited; null where nobody waits. Nothing is agreed to when it is over. */
  until?: string | null;
  /** Add it to the local clock to get the server's, in milliseconds. */
  offset?: number;
  answer: (agree: boolean, text: ConsentText) => Promise<ApiError | null>;
  /** The way out without an answer, by its words. */
  out: { before: string; word: string; go: () => void };
  /** Absent: nothing but an answer, or the way out, closes the question. */
  onClose?: () => void;
}

/**
 * May I be recorded? Both answers weigh the same: neither is filled, neither has the focus, and no key or clock gives one.
 */
export function AskDialog({ text, until = null, offset = 0, answer, out, onClose }: AskDialogProps) {
  const { t } = useTranslation("recording");
  const [given, setGiven] = useState<boolean | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  async function give(agree: boolean): Promise<void> {
    if (given !== null) return;
    setGiven(agree);
    setError(null);
    const problem = await answer(agree, text);
    setError(problem);
    // What was taken stays so until the question goes: a second press in between is no second answer.
    if (problem !== null) setGiven(null);
  }

  return (
    <Dialog
      role="alertdialog"
      open
      onClose={onClose}
      choices
      sign={<RecordIcon />}
      title={text.title}
      actions={
        <>
          <Button variant="outline" busy={given === false} onClick={() => void give(false)}>
            {t("ask.decline")}
          </Button>
          <Button variant="outline" busy={given === true} onClick={() => void give(true)}>
            {t("ask.agree")}
          </Button>
        </>
      }
      foot={
        <>
          <span>
            {out.before}{" "}
            <button type="button" className="link" onClick={out.go}>
              {out.word}
            </button>
          </span>
          {until !== null && <Countdown until={until} offset={offset} />}
        </>
      }
    >
      <Terms text={text} />
      {error !== null && (
        <Notice
          kind="warning"
          role="alert"
          title={t(error.code === "conflict" ? "ask.changed" : "ask.failed")}
        >
          {error.code !== "conflict" && error.detail !== "" && <p>{error.detail}</p>}
        </Notice>
      )}
    </Dialog>
  );
}

/** The question of a `Consent`, if it has words. */
export const asks = (consent: Consent | null): consent is Consent & { text: ConsentText } =>
  consent !== null && consent.text !== null;
