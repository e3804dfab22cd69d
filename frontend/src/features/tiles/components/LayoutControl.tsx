import { LayoutGrid, UserSquare } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Control } from "../../../ui/Control";
import { Menu, MenuGroup, MenuItem } from "../../../ui/Menu";
import { ARRANGEMENTS, type Arrangement } from "../model/arrangement";

export interface LayoutControlProps {
  arrangement: Arrangement;
  choose: (arrangement: Arrangement) => void;
}

const ICONS = { grid: LayoutGrid, speaker: UserSquare };

/** Opens the choice of how a group is shown; at the start of a wide bar. */
export function LayoutControl({ arrangement, choose }: LayoutControlProps) {
  const { t } = useTranslation("call");
  return (
    <Menu
      aria-label={t("layout.label")}
      placement="top start"
      trigger={
        <Control
          look="quiet"
          icon={<LayoutGrid className="icon" aria-hidden="true" />}
          word={t("layout.label")}
        />
      }
    >
      <LayoutItems arrangement={arrangement} choose={choose} />
    </Menu>
  );
}

/** The same choice as a part of another menu: More, on a phone. */
export function LayoutItems({ arrangement, choose }: LayoutControlProps) {
  const { t } = useTranslation("call");
  return (
    <MenuGroup
      title={t("layout.label")}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[arrangement]}
      onSelectionChange={(keys) => {
        const chosen = ARRANGEMENTS.find((one) => Array.from<unknown>(keys).includes(one));
        if (chosen !== undefined) choose(chosen);
      }}
    >
      {ARRANGEMENTS.map((one) => {
        const Icon = ICONS[one];
        return (
          <MenuItem
            key={one}
            id={one}
            icon={<Icon className="icon" aria-hidden="true" />}
            detail={t(`layout.${one}Hint`)}
          >
            {t(`layout.${one}`)}
          </MenuItem>
        );
      })}
    </MenuGroup>
  );
}
