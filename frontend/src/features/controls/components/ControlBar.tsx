import { Maximize, Minimize } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import { DeviceControl, type DeviceControlProps } from "./DeviceControl";
import { LeaveControl, type LeaveControlProps } from "./LeaveControl";
import { MoreControl, type MoreControlProps } from "./MoreControl";
import { type PanelButton, PanelControl } from "./PanelControl";
import { SoundControl, type SoundControlProps } from "./SoundControl";
import "./controls.css";

/** What the bar offers. What is absent is not available to this person, in this browser, now: there is no dead control. */
export interface ControlBarProps {
  microphone?: Omit<DeviceControlProps, "kind">;
  camera?: Omit<DeviceControlProps, "kind">;
  /** For those who watch. */
  sound?: SoundControlProps;
  /** The button that shares the screen. */
  share?: ReactNode;
  /** The button that records. */
  record?: ReactNode;
  /** The button that chooses how people are shown. */
  layout?: ReactNode;
  /** At the end of a wide bar. */
  panels?: readonly PanelButton[];
  /** The one of them that has a place in a narrow bar, too. */
  near?: PanelButton["kind"];
  /** What is in More, where the bar is narrow. */
  more?: Omit<MoreControlProps, "fullScreen">;
  fullScreen?: { on: boolean; toggle: () => void };
  leaving: LeaveControlProps;
}

export function ControlBar({
  microphone,
  camera,
  sound,
  share,
  record,
  layout,
  panels = [],
  near,
  more,
  fullScreen,
  leaving,
}: ControlBarProps) {
  const { t } = useTranslation("call");
  const Screen = fullScreen?.on === true ? Minimize : Maximize;
  const nearby = panels.find(({ kind }) => kind === near);
  return (
    <nav className="bar" aria-label={t("control.bar")}>
      <div className="group not-phone">
        {layout}
        {fullScreen !== undefined && (
          <Control
            look="quiet"
            icon={<Screen className="icon" aria-hidden="true" />}
            word={t(fullScreen.on ? "control.fullScreenOff" : "control.fullScreen")}
            onClick={fullScreen.toggle}
          />
        )}
        {sound !== undefined && <p className="bar-words small">{t("control.watchOnly")}</p>}
      </div>
      <div className="group middle">
        {(microphone !== undefined || camera !== undefined) && (
          <div className="group">
            {microphone !== undefined && <DeviceControl kind="microphone" {...microphone} />}
            {camera !== undefined && <DeviceControl kind="camera" {...camera} />}
          </div>
        )}
        <div className="group">
          {sound !== undefined && <SoundControl {...sound} />}
          {share}
          {record}
          {nearby !== undefined && <PanelControl button={nearby} className="only-phone" />}
          <MoreControl {...more} fullScreen={fullScreen} />
        </div>
        <LeaveControl {...leaving} />
      </div>
      <div className="group end not-phone">
        {panels.map((button) => (
          <PanelControl key={button.kind} button={button} />
        ))}
      </div>
    </nav>
  );
}
