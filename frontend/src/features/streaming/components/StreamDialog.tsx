import { Plus, Radio } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StreamTarget } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Spinner } from "../../../ui/Spinner";
import { movedBetween } from "../model/targets";
import { AddTarget } from "./AddTarget";
import { Problem } from "./Problem";
import { TargetRow } from "./TargetRow";
import "./streaming.css";
import { useTargets } from "./useTargets";

export interface StreamDialogProps {
  room: Pick<CallRoom, "listen">;
  roomId: string;
  onClose: () => void;
}

/** For hosts: where this room may be streamed to, each target on air and off by itself. */
export default function StreamDialog({ room, roomId, onClose }: StreamDialogProps) {
  const { t } = useTranslation("streaming");
  const { list, targets, problem } = useTargets(room, roomId);
  const [adding, setAdding] = useState(false);
  const [said, say] = useSaid(targets);
  const heading = useRef<HTMLHeadingElement>(null);
  const isEmpty = targets?.length === 0;

  /** What was pressed is gone, and the focus with it. */
  function done(words: string): void {
    say(words);
    heading.current?.focus();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      sign={<Radio className="icon" aria-hidden="true" />}
      title={t("dialog.title")}
      actions={
        <Button variant="outline" onClick={onClose}>
          {t("dialog.close")}
        </Button>
      }
    >
      <p>{t("dialog.words")}</p>
      <h3 ref={heading} tabIndex={-1} className="stream-heading">
        {t("dialog.targets")}
      </h3>
      {problem !== null && <Problem title={t("failed.list")} error={problem} />}
      {targets === null && problem === null && <Spinner />}
      {isEmpty && <p className="muted">{t("dialog.none")}</p>}
      {targets !== null && !isEmpty && (
        <ul className="stream-targets">
          {targets.map((target) => (
            <TargetRow
              key={target.id}
              target={target}
              start={() => list.start(target.id)}
              stop={() => list.stop(target.id)}
              remove={() => list.remove(target.id)}
              onRemoved={() => done(t("said.removed", { name: target.name }))}
            />
          ))}
        </ul>
      )}
      {isEmpty || adding ? (
        <AddTarget
          add={list.add}
          onAdded={(name) => {
            setAdding(false);
            done(t("said.added", { name }));
          }}
        />
      ) : (
        targets !== null && (
          <Button
            className="stream-more"
            variant="outline"
            icon={<Plus className="icon" aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            {t("add.open")}
          </Button>
        )
      )}
      <div className="hidden-visually" role="status">
        {said}
      </div>
    </Dialog>
  );
}

/** What is spoken here: the page's own live regions lie behind the dialog, where nothing is read out. */
function useSaid(targets: readonly StreamTarget[] | null): [string, (words: string) => void] {
  const { t } = useTranslation("streaming");
  const [said, say] = useState("");
  const before = useRef(targets);
  useEffect(() => {
    const moved = movedBetween(before.current, targets);
    before.current = targets;
    if (moved.length === 0) return;
    const sentences = moved.map(({ name, status }) => {
      const how = t(`state.${status}`);
      return `${name}: ${how}.`;
    });
    say(sentences.join(" "));
  }, [targets, t]);
  return [said, say];
}
