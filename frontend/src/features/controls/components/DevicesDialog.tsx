import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { chosenOf, type DeviceGroup } from "./DeviceMenu";

export interface DevicesDialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  groups: readonly DeviceGroup[];
}

/** All devices at once; the way to them where there is no room for menus beside the buttons. */
export function DevicesDialog({ title, open, onClose, groups }: DevicesDialogProps) {
  const { t } = useTranslation("call");
  return (
    <Dialog
      title={title}
      open={open}
      onClose={onClose}
      actions={
        <Button variant="primary" onClick={onClose}>
          {t("device.done")}
        </Button>
      }
    >
      {groups.map((group) => (
        <DeviceField key={group.kind} {...group} />
      ))}
    </Dialog>
  );
}

/** The system's own list: on a phone nothing else is as easy to use. */
function DeviceField({ kind, devices, chosen, choose }: DeviceGroup) {
  const { t } = useTranslation("call");
  const id = useId();
  return (
    <div className="device-field">
      <label htmlFor={id}>{t(`device.${kind}`)}</label>
      <select
        id={id}
        value={chosenOf(devices, chosen)}
        onChange={(event) => choose(event.target.value)}
        disabled={devices.length === 0}
      >
        {devices.length === 0 && <option value="none">{t(`device.no.${kind}`)}</option>}
        {devices.map(({ id: device, name }, index) => (
          <option key={device} value={device}>
            {name === "" ? t(`device.nameless.${kind}`, { number: index + 1 }) : name}
          </option>
        ))}
      </select>
    </div>
  );
}
