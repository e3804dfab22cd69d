import { CircleStop, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import { Menu, MenuItem } from "../../../ui/Menu";

export interface LeaveControlProps {
  leave: () => void;
  /** Asks first. Absent for whoever may not end the session. */
  endForAll?: () => void;
  /** How many others stay. */
  others: number;
}

export function LeaveControl({ leave, endForAll, others }: LeaveControlProps) {
  const { t } = useTranslation("call");
  const button = (
    <Control
      look="leave"
      icon={<LogOut className="icon" aria-hidden="true" />}
      word={t("control.leave")}
      onClick={endForAll === undefined ? leave : undefined}
    />
  );
  if (endForAll === undefined) return button;
  return (
    <Menu trigger={button} aria-label={t("control.leave")} placement="top end">
      <MenuItem
        icon={<LogOut className="icon" aria-hidden="true" />}
        detail={t("leave.stay", { count: others })}
        onAction={leave}
      >
        {t("leave.leave")}
      </MenuItem>
      <MenuItem
        icon={<CircleStop className="icon" aria-hidden="true" />}
        danger
        detail={t("leave.endHint")}
        onAction={endForAll}
      >
        {t("leave.end")}
      </MenuItem>
    </Menu>
  );
}
