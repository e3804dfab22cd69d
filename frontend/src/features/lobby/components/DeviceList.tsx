import { Ban, Check, Mic, Video, Volume2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "../../../ui/Badge";
import { Select, type SelectOption } from "../../../ui/Select";
import type { Device } from "../media/deviceList";
import type { LevelSnapshot } from "../media/levelMeter";
import type { Preview, PreviewSnapshot } from "../media/preview";
import type { DeviceKind, DeviceState } from "../model/device";
import "./devices.css";
import { LevelBars } from "./LevelBars";
import { SpeakerRow } from "./SpeakerRow";

interface Props {
  preview: Preview;
  snapshot: PreviewSnapshot;
  level: LevelSnapshot;
  /** A viewer has only a speaker. */
  watchesOnly: boolean;
}

export function DeviceList({ preview, snapshot, level, watchesOnly }: Props) {
  return (
    <ul className="card devices">
      {!watchesOnly && (
        <>
          <InputRow kind="camera" preview={preview} snapshot={snapshot}>
            <CameraBadge state={snapshot.camera} />
          </InputRow>
          <InputRow kind="microphone" preview={preview} snapshot={snapshot}>
            <MicrophoneBadge state={snapshot.microphone} level={level} />
          </InputRow>
        </>
      )}
      <DeviceRow icon={<Volume2 className="icon" aria-hidden="true" />}>
        <SpeakerRow preview={preview} snapshot={snapshot} />
      </DeviceRow>
    </ul>
  );
}

function DeviceRow({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="device">
      {icon}
      {children}
    </li>
  );
}

const LISTS = { camera: "cameras", microphone: "microphones" } as const;
const CHOSEN = { camera: "cameraId", microphone: "microphoneId" } as const;

function InputRow({
  kind,
  preview,
  snapshot,
  children,
}: Omit<Props, "level" | "watchesOnly"> & { kind: DeviceKind; children: ReactNode }) {
  const { t } = useTranslation("lobby");
  const Icon = kind === "camera" ? Video : Mic;
  const state = snapshot[kind];
  const options = named(snapshot.devices[LISTS[kind]], (number) => t(`device.unnamed_${kind}`, { number }));
  const current = state.status === "ready" ? state.deviceId : snapshot.choices[CHOSEN[kind]];
  return (
    <DeviceRow icon={<Icon className="icon" aria-hidden="true" />}>
      {options.length === 0 ? (
        <span className="device-name">{t(`device.${kind}`)}</span>
      ) : (
        <Select
          label={t(`device.${kind}`)}
          options={options}
          value={current !== null && options.some((option) => option.id === current) ? current : null}
          placeholder={t(`device.${kind}`)}
          onChange={(id) => void preview.pick(kind, id)}
        />
      )}
      <span className="device-state">{children}</span>
    </DeviceRow>
  );
}

/** Browsers hide names until something is allowed; a number tells two nameless devices apart. */
export function named(devices: readonly Device[], unnamed: (number: number) => string): SelectOption[] {
  return devices.map(({ id, name }, index) => ({ id, name: name === "" ? unnamed(index + 1) : name }));
}

const TICK = <Check className="icon-s" aria-hidden="true" />;
const BARRED = <Ban className="icon-s" aria-hidden="true" />;

function CameraBadge({ state }: { state: DeviceState }) {
  const { t } = useTranslation("lobby");
  if (state.status === "ready") {
    return (
      <Badge kind="positive" icon={TICK} className="fold-tiny">
        {t("device.working")}
      </Badge>
    );
  }
  return <OtherBadge state={state} />;
}

function MicrophoneBadge({ state, level }: { state: DeviceState; level: LevelSnapshot }) {
  const { t } = useTranslation("lobby");
  if (state.status !== "ready") return <OtherBadge state={state} />;
  return (
    <>
      <LevelBars bars={level.bars} label={t("device.level")} />
      {level.verdict === "heard" && (
        <Badge kind="positive" icon={TICK} className="verdict fold">
          {t("device.heard")}
        </Badge>
      )}
      {level.verdict === "silent" && (
        <Badge kind="warning" className="verdict">
          {t("device.silent")}
        </Badge>
      )}
      {level.verdict === "listening" && <Badge className="verdict">{t("device.listening")}</Badge>}
    </>
  );
}

function OtherBadge({ state }: { state: DeviceState }) {
  const { t } = useTranslation("lobby");
  if (state.status === "off") return <Badge>{t("device.off")}</Badge>;
  if (state.status === "failed") {
    return (
      <Badge kind="warning" icon={BARRED}>
        {t(`failed.${state.why}`)}
      </Badge>
    );
  }
  return <Badge className="late">{t("device.opening")}</Badge>;
}
