import { Ellipsis, Maximize, Minimize, SlidersHorizontal, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import { Menu, MenuItem } from "../../../ui/Menu";

export interface MoreControlProps {
  devices?: () => void;
  people?: { count: number; toggle: () => void };
  fullScreen?: { on: boolean; toggle: () => void };
}

/** What has no place in a narrow bar. What there is not, is not listed. */
export function MoreControl({ devices, people, fullScreen }: MoreControlProps) {
  const { t } = useTranslation("call");
  const Screen = fullScreen?.on === true ? Minimize : Maximize;
  return (
    <Menu
      aria-label={t("control.more")}
      placement="top"
      trigger={
        <Control
          className="only-phone"
          icon={<Ellipsis className="icon" aria-hidden="true" />}
          word={t("control.more")}
        />
      }
    >
      {people !== undefined && (
        <MenuItem icon={<Users className="icon" aria-hidden="true" />} onAction={people.toggle}>
          {t("control.peopleCount", { count: people.count })}
        </MenuItem>
      )}
      {devices !== undefined && (
        <MenuItem icon={<SlidersHorizontal className="icon" aria-hidden="true" />} onAction={devices}>
          {t("device.title")}
        </MenuItem>
      )}
      {fullScreen !== undefined && (
        <MenuItem icon={<Screen className="icon" aria-hidden="true" />} onAction={fullScreen.toggle}>
          {t(fullScreen.on ? "control.fullScreenOff" : "control.fullScreen")}
        </MenuItem>
      )}
    </Menu>
  );
}
