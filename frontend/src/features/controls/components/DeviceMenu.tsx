import type { ComponentProps, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKind } from "../../../livekit/room";
import type { Choice } from "../../../livekit/roomDevices";
import { Menu, MenuGroup, MenuItem } from "../../../ui/Menu";

export interface DeviceGroup {
  kind: DeviceKind | "speaker";
  devices: readonly Choice[];
  chosen: string | null;
  choose: (deviceId: string) => void;
}

export interface DeviceMenuProps {
  label: string;
  groups: readonly DeviceGroup[];
  trigger: ReactElement<ComponentProps<"button">>;
}

export function DeviceMenu({ label, groups, trigger }: DeviceMenuProps) {
  const { t } = useTranslation("call");
  return (
    <Menu trigger={trigger} aria-label={label} placement="top start">
      {groups.map(({ kind, devices, chosen, choose }) => (
        <MenuGroup
          key={kind}
          title={t(`device.${kind}`)}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[keyOf(kind, chosenOf(devices, chosen))]}
          onSelectionChange={(keys) => {
            const [key] = keys;
            const device = devices.find(({ id }) => keyOf(kind, id) === key);
            if (device !== undefined) choose(device.id);
          }}
        >
          {devices.length === 0 && (
            <MenuItem id={keyOf(kind, NO_DEVICE)} isDisabled>
              {t(`device.no.${kind}`)}
            </MenuItem>
          )}
          {devices.map(({ id, name }, index) => (
            <MenuItem key={id} id={keyOf(kind, id)}>
              {name === "" ? t(`device.nameless.${kind}`, { number: index + 1 }) : name}
            </MenuItem>
          ))}
        </MenuGroup>
      ))}
    </Menu>
  );
}

const NO_DEVICE = "none";

/** Browsers call the system's microphone and its speaker by the same id, "default"; a menu needs different ones. */
const keyOf = (kind: string, id: string) => `${kind} ${id}`;

/** Without a choice the system's own counts, which browsers list first. */
export function chosenOf(devices: readonly Choice[], chosen: string | null): string {
  return devices.find(({ id }) => id === chosen)?.id ?? devices[0]?.id ?? NO_DEVICE;
}
