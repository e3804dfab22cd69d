import { Check, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConsentAnswer } from "../../../api/shapes";
import { Avatar } from "../../../ui/Avatar";
import { Badge } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { RecordIcon, RecordOffIcon } from "../../../ui/icons";
import { useSeconds } from "../../../ui/useSeconds";
import { countdownFace, secondsUntil } from "../../consent/model/standing";
import "./recording.css";

export interface AnswersDialogProps {
  answers: readonly ConsentAnswer[];
  selfId: string;
  /** In a conversation of two nothing is recorded without the other's yes. */
  individual: boolean;
  until: string | null;
  /** Add it to the local clock to get the server's, in milliseconds. */
  offset: number;
  busy: boolean;
  cancel: () => void;
  onClose: () => void;
}

/** Who has answered, for whoever asked. Closing it changes nothing: the question stays with the others. */
export function AnswersDialog(props: AnswersDialogProps) {
  const { answers, selfId, individual, until, offset, busy, cancel, onClose } = props;
  const { t } = useTranslation("recording");
  const others = answers.filter(({ participant_id }) => participant_id !== selfId);
  const [other] = others;
  const one = individual && other !== undefined && others.length === 1 ? other : null;
  const selfFirst = [...answers.filter(({ participant_id }) => participant_id === selfId), ...others];
  return (
    <Dialog
      open
      onClose={onClose}
      choices
      sign={<RecordIcon />}
      title={one === null ? t("answers.title") : t("answers.titleOne", { name: one.name })}
      actions={
        <Button variant="outline" busy={busy} onClick={cancel}>
          {t("answers.cancel")}
        </Button>
      }
      foot={
        <>
          <span>{one === null ? t("answers.all") : t("answers.one", { name: one.name })}</span>
          {until !== null && <Left until={until} offset={offset} givesUp={individual} />}
        </>
      }
    >
      <ul className="answers" aria-label={t("answers.label")}>
        {selfFirst.map((person) => (
          <li key={person.participant_id}>
            <Avatar name={person.name} />
            <span>{person.participant_id === selfId ? t("answers.you") : person.name}</span>
            <Answer of={person} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Answer({ of }: { of: ConsentAnswer }) {
  const { t } = useTranslation("recording");
  switch (of.answer) {
    case "agreed":
      return (
        <Badge kind="positive" icon={<Check className="icon-s" aria-hidden="true" />}>
          {t(of.way === "started" ? "answers.started" : "answers.agreed")}
        </Badge>
      );
    case "declined":
      return <Badge icon={<RecordOffIcon small />}>{t("answers.declined")}</Badge>;
    case "waiting":
      return (
        <Badge kind="warning" icon={<Clock className="icon-s" aria-hidden="true" />}>
          {t("answers.waiting")}
        </Badge>
      );
  }
}

function Left({ until, offset, givesUp }: { until: string; offset: number; givesUp: boolean }) {
  const { t } = useTranslation("recording");
  const time = countdownFace(secondsUntil(until, useSeconds() + offset) ?? 0);
  return (
    <span className="num" role="timer">
      {t(givesUp ? "answers.givesUp" : "answers.starts", { time })}
    </span>
  );
}
