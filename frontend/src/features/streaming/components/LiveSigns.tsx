import { Radio, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { StreamingState } from "../../../api/shapes";
import { IconButton } from "../../../ui/Button";
import { MenuItem } from "../../../ui/Menu";
import { Notice } from "../../../ui/Notice";
import "./live.css";

/** That this is on air: in the top line at every width, by the server's word alone. */
export function LiveChip() {
  const { t } = useTranslation("streaming");
  return (
    <span className="chip on-air">
      <Radio className="icon-s" aria-hidden="true" />
      <span>{t("chip.on")}</span>
      <span className="hidden-visually">{t("chip.words")}</span>
    </span>
  );
}

/** Over the stage: what has just happened to the stream. */
export function LiveNotice({ news, close }: { news: string; close: () => void }) {
  const { t } = useTranslation("streaming");
  return (
    <Notice
      className="call-notice"
      icon={<Radio className="icon" aria-hidden="true" />}
      actions={
        <IconButton
          label={t("news.close")}
          icon={<X className="icon" aria-hidden="true" />}
          onClick={close}
        />
      }
    >
      <p>{news}</p>
    </Notice>
  );
}

/** In More, for hosts: says whether it is on air, and leads to the places it may go to. */
export function LiveItem({ streaming, open }: { streaming: StreamingState; open: () => void }) {
  const { t } = useTranslation("streaming");
  return (
    <MenuItem
      icon={<Radio className="icon" aria-hidden="true" />}
      detail={streaming.active ? t("item.on", { count: streaming.targets }) : t("item.off")}
      onAction={open}
    >
      {t("item.title")}
    </MenuItem>
  );
}
