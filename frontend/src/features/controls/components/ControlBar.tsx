import { Maximize, Minimize, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import { DeviceControl, type DeviceControlProps } from "./DeviceControl";
import { LeaveControl, type LeaveControlProps } from "./LeaveControl";
import { MoreControl } from "./MoreControl";
import "./controls.css";

/** What the bar offers. What is absent is not available to this person, in this browser, now: there is no dead control. */
export interface ControlBarProps {
  microphone?: Omit<DeviceControlProps, "kind">;
  camera?: Omit<DeviceControlProps, "kind">;
  /** The button that shares the screen. */
  share?: ReactNode;
  people?: { count: number; open: boolean; toggle: () => void; panelId: string };
  /** Opens the choice of all devices; for the narrow bar. */
  devices?: () => void;
  fullScreen?: { on: boolean; toggle: () => void };
  leaving: LeaveControlProps;
}

export function ControlBar({
  microphone,
  camera,
  share,
  people,
  devices,
  fullScreen,
  leaving,
}: ControlBarProps) {
  const { t } = useTranslation("call");
  const Screen = fullScreen?.on === true ? Minimize : Maximize;
  const hasMore = people !== undefined || devices !== undefined || fullScreen !== undefined;
  return (
    <nav className="bar" aria-label={t("control.bar")}>
      <div className="group not-phone">
        {fullScreen !== undefined && (
          <Control
            look="quiet"
            icon={<Screen className="icon" aria-hidden="true" />}
            word={t(fullScreen.on ? "control.fullScreenOff" : "control.fullScreen")}
            onClick={fullScreen.toggle}
          />
        )}
      </div>
      <div className="group middle">
        {(microphone !== undefined || camera !== undefined) && (
          <div className="group">
            {microphone !== undefined && <DeviceControl kind="microphone" {...microphone} />}
            {camera !== undefined && <DeviceControl kind="camera" {...camera} />}
          </div>
        )}
        <div className="group">
          {share}
          {hasMore && <MoreControl devices={devices} people={people} fullScreen={fullScreen} />}
        </div>
        <LeaveControl {...leaving} />
      </div>
      <div className="group end not-phone">
        {people !== undefined && (
          <Control
            look="quiet"
            icon={<Users className="icon" aria-hidden="true" />}
            word={t("control.people")}
            label={t("control.peopleCount", { count: people.count })}
            open={people.open}
            aria-expanded={people.open}
            aria-controls={people.open ? people.panelId : undefined}
            onClick={people.toggle}
          />
        )}
      </div>
    </nav>
  );
}
