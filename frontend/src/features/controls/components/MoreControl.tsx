import { Ellipsis, Maximize, Minimize, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import { Menu, MenuItem } from "../../../ui/Menu";
import { CountBadge } from "./CountBadge";
import { type PanelButton, PanelItem } from "./PanelControl";

export interface MoreControlProps {
  panels?: readonly PanelButton[];
  /** Opens the choice of devices, by its name. */
  devices?: { title: string; open: () => void };
  /** The choice of how people are shown, as items of a menu. */
  layout?: ReactNode;
  fullScreen?: { on: boolean; toggle: () => void };
  /** What there is about the recording, as an item. */
  recording?: ReactNode;
  /** The way to the live stream, as an item. */
  streaming?: ReactNode;
  /** Something in it has no place in a wide bar either. */
  everywhere?: boolean;
}

/** What has no place in a narrow bar. What there is not, is not listed; with nothing to list there is no More. */
export function MoreControl({
  panels = [],
  devices,
  layout,
  fullScreen,
  recording,
  streaming,
  everywhere = false,
}: MoreControlProps) {
  const { t } = useTranslation("call");
  const Screen = fullScreen?.on === true ? Minimize : Maximize;
  const unread = panels.reduce((sum, panel) => sum + (panel.unread ?? 0), 0);
  const parts = [devices, layout, fullScreen, recording, streaming];
  if (panels.length === 0 && parts.every((part) => part === undefined)) return null;
  return (
    <Menu
      aria-label={t("control.more")}
      placement="top"
      trigger={
        <Control
          className={everywhere ? undefined : "only-phone"}
          icon={
            <>
              <Ellipsis className="icon" aria-hidden="true" />
              <CountBadge count={unread} />
            </>
          }
          word={t("control.more")}
          label={unread > 0 ? t("control.moreUnread", { count: unread }) : undefined}
        />
      }
    >
      {panels.map((button) => (
        <PanelItem key={button.kind} button={button} />
      ))}
      {recording}
      {streaming}
      {devices !== undefined && (
        <MenuItem icon={<SlidersHorizontal className="icon" aria-hidden="true" />} onAction={devices.open}>
          {devices.title}
        </MenuItem>
      )}
      {fullScreen !== undefined && (
        <MenuItem icon={<Screen className="icon" aria-hidden="true" />} onAction={fullScreen.toggle}>
          {t(fullScreen.on ? "control.fullScreenOff" : "control.fullScreen")}
        </MenuItem>
      )}
      {layout}
    </Menu>
  );
}
