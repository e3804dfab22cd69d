import { type FormEvent, type HTMLInputTypeAttribute, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import type { NewStreamTarget } from "../../../api/shapes";
import { Button } from "../../../ui/Button";
import { KNOWN_SERVERS } from "../model/streaming";
import { Problem } from "./Problem";

export interface AddTargetProps {
  add: (target: NewStreamTarget) => Promise<ApiError | null>;
  onAdded: (name: string) => void;
}

const EMPTY: NewStreamTarget = { name: "", url: "", key: "" };

/** Takes a server and its key. The key leaves this page with the press, and does not come back. */
export function AddTarget({ add, onAdded }: AddTargetProps) {
  const { t } = useTranslation("streaming");
  const id = useId();
  const [target, setTarget] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const change = (part: Partial<NewStreamTarget>) => setTarget((now) => ({ ...now, ...part }));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const failure = await add(target);
    setBusy(false);
    setProblem(failure);
    if (failure !== null) return;
    setTarget(EMPTY);
    onAdded(target.name.trim());
  }

  return (
    <form className="stream-form" aria-labelledby={`${id}-title`} autoComplete="off" onSubmit={submit}>
      <h3 id={`${id}-title`}>{t("add.title")}</h3>
      {/* biome-ignore lint/a11y/useSemanticElements: these fill in fields, and are none themselves */}
      <div className="stream-known" role="group" aria-label={t("add.known")}>
        <span className="muted" aria-hidden="true">
          {t("add.known")}
        </span>
        {KNOWN_SERVERS.map(({ name, url }) => (
          <Button
            key={name}
            variant="outline"
            size="small"
            onClick={() => change({ url, name: target.name === "" ? name : target.name })}
          >
            {name}
          </Button>
        ))}
      </div>
      <Field label={t("add.name")} value={target.name} longest={100} onChange={(name) => change({ name })} />
      <Field
        label={t("add.server")}
        hint={t("add.serverHint")}
        value={target.url}
        longest={300}
        onChange={(url) => change({ url })}
      />
      <Field
        label={t("add.key")}
        hint={t("add.keyHint")}
        type="password"
        value={target.key}
        longest={300}
        onChange={(key) => change({ key })}
      />
      {problem !== null && <Problem title={t("failed.add")} error={problem} />}
      <Button type="submit" variant="primary" busy={busy}>
        {t("add.press")}
      </Button>
    </form>
  );
}

interface FieldProps {
  label: string;
  hint?: string;
  type?: HTMLInputTypeAttribute;
  value: string;
  longest: number;
  onChange: (value: string) => void;
}

function Field({ label, hint, type = "text", value, longest, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="stream-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={longest}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint !== undefined && (
        <small className="muted" id={`${id}-hint`}>
          {hint}
        </small>
      )}
    </div>
  );
}
