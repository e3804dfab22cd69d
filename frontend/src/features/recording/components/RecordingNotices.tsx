import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Button, IconButton } from "../../../ui/Button";
import { RecordIcon, RecordOffIcon } from "../../../ui/icons";
import { Notice } from "../../../ui/Notice";
import type { Standing } from "../../consent/model/standing";
import type { SaidNews } from "./useRecordingNews";

export interface RecordingNoticesProps {
  news: SaidNews | null;
  forgetNews: () => void;
  standing: Standing;
  /** Shows the question again. */
  agreeNow: () => void;
  /** Why the last press changed nothing. */
  problem: ApiError | null;
  forgetProblem: () => void;
}

/** What is said by the sign of a recording; all else by the struck one. */
const IN_IT: ReadonlySet<SaidNews["kind"]> = new Set(["starting", "started", "back"]);

/** Over the stage: what has just happened to the recording, and what it does to this person. */
export function RecordingNotices(props: RecordingNoticesProps) {
  const { news, forgetNews, standing, agreeNow, problem, forgetProblem } = props;
  const { t } = useTranslation("recording");
  return (
    <>
      {problem !== null && (
        <Notice
          className="call-notice"
          kind="warning"
          role="alert"
          title={t("failed.start")}
          actions={<Close close={forgetProblem} />}
        >
          <p>{problem.detail === "" ? t("failed.silent") : problem.detail}</p>
        </Notice>
      )}
      {news !== null && (
        <Notice
          className="call-notice"
          kind={news.help === null ? "neutral" : "warning"}
          icon={IN_IT.has(news.kind) ? <RecordIcon /> : <RecordOffIcon />}
          actions={<Close close={forgetNews} />}
        >
          <p>
            {news.words}
            {news.help !== null && ` ${news.help}`}
          </p>
        </Notice>
      )}
      {standing.kind === "apart" && <Apart standing={standing} agreeNow={agreeNow} />}
    </>
  );
}

/** It may be closed: the controls go on saying it, and lead back here. */
function Apart({
  standing,
  agreeNow,
}: {
  standing: Extract<Standing, { kind: "apart" }>;
  agreeNow: () => void;
}) {
  const { t } = useTranslation("recording");
  const { phase, answered } = standing;
  const ends = phase === "ends";
  const still = t(phase === "before" ? "apart.later" : answered || ends ? "apart.words" : "apart.noAnswer");
  const words = ends ? `${t("item.ending")} ${still}` : still;
  const [closed, setClosed] = useState<string | null>(null);
  // What was closed does not come back for the moment in which it ends.
  const stays = (before: string | null) => before === words || (ends && before !== null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ends` is in the words
  useEffect(() => setClosed((before) => (stays(before) ? before : null)), [words]);
  if (stays(closed)) return null;
  return (
    <Notice
      className="call-notice apart"
      role="status"
      icon={<RecordOffIcon />}
      actions={
        <>
          {!ends && (
            <Button variant="outline" size="small" onClick={agreeNow}>
              {t("apart.agree")}
            </Button>
          )}
          <Close close={() => setClosed(words)} />
        </>
      }
    >
      <p>{words}</p>
    </Notice>
  );
}

function Close({ close }: { close: () => void }) {
  const { t } = useTranslation("recording");
  return (
    <IconButton label={t("news.close")} icon={<X className="icon" aria-hidden="true" />} onClick={close} />
  );
}
