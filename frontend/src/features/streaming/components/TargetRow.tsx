import { Circle, Radio, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import type { StreamTarget } from "../../../api/shapes";
import { clockTime } from "../../../i18n/when";
import { Badge } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { Spinner } from "../../../ui/Spinner";
import { isOnAir } from "../model/targets";
import { Problem } from "./Problem";

type Press = "start" | "stop" | "remove";

export interface TargetRowProps {
  target: StreamTarget;
  start: () => Promise<ApiError | null>;
  stop: () => Promise<ApiError | null>;
  remove: () => Promise<ApiError | null>;
  onRemoved: () => void;
}

/** One place: how it stands by the server's word, and what can be done about it now. */
export function TargetRow({ target, start, stop, remove, onRemoved }: TargetRowProps) {
  const { t } = useTranslation("streaming");
  const [busy, setBusy] = useState<Press | null>(null);
  const [problem, setProblem] = useState<{ press: Press; error: ApiError } | null>(null);
  const [sure, setSure] = useState(false);
  const { name, status, error } = target;
  const onAir = isOnAir(target);

  async function run(press: Press, ask: () => Promise<ApiError | null>): Promise<void> {
    setBusy(press);
    setProblem(null);
    const failure = await ask();
    setBusy(null);
    setSure(false);
    if (failure !== null) setProblem({ press, error: failure });
    else if (press === "remove") onRemoved();
  }

  return (
    <li className="stream-target" aria-label={name}>
      <div className="stream-place">
        <strong>{name}</strong>
        <span className="muted">{target.url}</span>
      </div>
      <State of={target} />
      {status === "failed" && <p className="stream-why">{error?.detail ?? t("target.again")}</p>}
      {sure && !onAir ? (
        <Sure
          name={name}
          busy={busy === "remove"}
          remove={() => void run("remove", remove)}
          keep={() => setSure(false)}
        />
      ) : (
        <div className="stream-presses">
          {/* One button that changes its word: the focus stays where it was pressed. */}
          <Button
            variant="outline"
            size="small"
            busy={busy === "start" || busy === "stop" || status === "ending"}
            aria-label={t(onAir ? "target.stopName" : "target.startName", { name })}
            onClick={() => void (onAir ? run("stop", stop) : run("start", start))}
          >
            {t(onAir ? "target.stop" : "target.start")}
          </Button>
          {!onAir && (
            <Button
              variant="text"
              size="small"
              aria-label={t("target.removeName", { name })}
              onClick={() => setSure(true)}
            >
              {t("target.remove")}
            </Button>
          )}
        </div>
      )}
      {problem !== null && <Problem title={t(`failed.${problem.press}`)} error={problem.error} />}
    </li>
  );
}

/** The key goes with it, and nobody here can look it up. */
function Sure(props: { name: string; busy: boolean; remove: () => void; keep: () => void }) {
  const { name, busy, remove, keep } = props;
  const { t } = useTranslation("streaming");
  const question = useRef<HTMLParagraphElement>(null);
  // What was pressed is gone, and the focus with it.
  useEffect(() => question.current?.focus(), []);
  return (
    <>
      <p className="stream-why" ref={question} tabIndex={-1}>
        {t("target.sure", { name })}
      </p>
      <div className="stream-presses">
        <Button variant="outline" size="small" onClick={keep}>
          {t("target.keep")}
        </Button>
        <Button variant="danger" size="small" busy={busy} onClick={remove}>
          {t("target.removeSure")}
        </Button>
      </div>
    </>
  );
}

function State({ of: { status, started_at } }: { of: StreamTarget }) {
  const { t, i18n } = useTranslation("streaming");
  switch (status) {
    case "idle":
      return <Badge icon={<Circle className="icon-s" aria-hidden="true" />}>{t("state.idle")}</Badge>;
    case "live":
      return (
        <Badge kind="positive" icon={<Radio className="icon-s" aria-hidden="true" />}>
          {started_at === null
            ? t("state.live")
            : t("state.since", { time: clockTime(started_at, { language: i18n.language }) })}
        </Badge>
      );
    case "failed":
      return (
        <Badge kind="danger" icon={<TriangleAlert className="icon-s" aria-hidden="true" />}>
          {t("state.failed")}
        </Badge>
      );
    case "starting":
    case "ending":
      return <Badge icon={<Spinner />}>{t(`state.${status}`)}</Badge>;
  }
}
