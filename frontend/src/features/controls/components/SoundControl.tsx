import { Volume2, VolumeX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import type { DeviceGroup } from "./DeviceMenu";
import { SplitControl } from "./SplitControl";

export interface SoundControlProps {
  on: boolean;
  toggle: () => void;
  /** The speakers that can be chosen; empty where a page may not choose. */
  groups: readonly DeviceGroup[];
}

/** What one hears, on or off, and where from: for those who watch, who have no microphone to turn off. */
export function SoundControl({ on, toggle, groups }: SoundControlProps) {
  const { t } = useTranslation("call");
  const state = on ? "on" : "off";
  const Icon = on ? Volume2 : VolumeX;
  const control = (
    <Control
      icon={<Icon className="icon" aria-hidden="true" />}
      word={t(`control.sound.${state}`)}
      label={t(`control.sound.${state}Label`)}
      look={on ? undefined : "off"}
      onClick={toggle}
    />
  );
  if (groups.length === 0) return control;
  return (
    <SplitControl choose={t("control.sound.choose")} groups={groups}>
      {control}
    </SplitControl>
  );
}
