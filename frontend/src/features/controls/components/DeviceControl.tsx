import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DeviceKind } from "../../../livekit/room";
import { Control } from "../../../ui/Control";
import type { DeviceGroup } from "./DeviceMenu";
import { SplitControl } from "./SplitControl";

export interface DeviceControlProps {
  kind: DeviceKind;
  on: boolean;
  busy: boolean;
  toggle: () => void;
  /** Why it cannot be turned on now, in words that begin with its state; a press then explains. */
  heldBack?: string;
  /** What can be chosen beside it. */
  groups: readonly DeviceGroup[];
}

const ICONS = { microphone: { on: Mic, off: MicOff }, camera: { on: Video, off: VideoOff } } as const;

/** A device on or off and, beside it, the choice of device. */
export function DeviceControl({ kind, on, busy, toggle, heldBack, groups }: DeviceControlProps) {
  const { t } = useTranslation("call");
  const state = on ? "on" : "off";
  const Icon = ICONS[kind][state];
  return (
    <SplitControl choose={t(`control.${kind}.choose`)} groups={groups}>
      <Control
        icon={<Icon className="icon" aria-hidden="true" />}
        word={t(`control.${kind}.${state}`)}
        label={heldBack ?? t(`control.${kind}.${state}Label`)}
        look={on ? undefined : "off"}
        busy={busy}
        onClick={toggle}
      />
    </SplitControl>
  );
}
