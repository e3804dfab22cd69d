import { useTranslation } from "react-i18next";
import type { RecordingState } from "../../../api/shapes";
import { Control } from "../../../ui/Control";
import { RecordIcon } from "../../../ui/icons";
import { MenuItem } from "../../../ui/Menu";

export interface RecordControlProps {
  recording: RecordingState;
  /** The press is on its way to the server. Nothing is said to have begun before the server says so. */
  busy: boolean;
  /** Record, see who has answered, or stop: what the state allows. */
  press: () => void;
}

/** For hosts: says the state, and leads on from it. */
export function RecordControl({ recording, busy, press }: RecordControlProps) {
  const { t } = useTranslation("recording");
  const { status, consent } = recording;
  return (
    <Control
      className="record not-phone"
      icon={<RecordIcon />}
      word={t(`record.${status ?? "off"}`)}
      label={status === null ? t(`record.offLabel.${consent}`) : t(`record.${status}Label`)}
      look={status === "active" ? "recording" : undefined}
      busy={busy || status === "ending"}
      onClick={press}
    />
  );
}

/** The same in More, where the bar has no room for it. */
export function RecordItem({ recording, busy, press }: RecordControlProps) {
  const { t } = useTranslation("recording");
  const { status, consent } = recording;
  return (
    <MenuItem
      icon={<RecordIcon />}
      detail={t(`item.${status ?? "off"}`)}
      isDisabled={busy || status === "ending"}
      onAction={press}
    >
      {status === null ? t(`record.offLabel.${consent}`) : t(`record.${status}Label`)}
    </MenuItem>
  );
}

/** Where nothing can be recorded: the same place, with the reason in words. */
export function UnavailableItem({ reason }: { reason: string }) {
  const { t } = useTranslation("recording");
  return (
    <MenuItem icon={<RecordIcon />} detail={reason} isDisabled>
      {t("record.off")}
    </MenuItem>
  );
}

/** For everybody else: whether they are in it, and the way to change that. */
export function AboutItem({
  status,
  apart,
  about,
}: {
  status: RecordingState["status"];
  apart: boolean;
  about: () => void;
}) {
  const { t } = useTranslation("recording");
  return (
    <MenuItem
      icon={<RecordIcon />}
      detail={apart ? t("item.apart") : t(`item.${status ?? "off"}`)}
      onAction={about}
    >
      {t("item.title")}
    </MenuItem>
  );
}
