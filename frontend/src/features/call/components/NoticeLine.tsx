import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallRoom, RoomNotice } from "../../../livekit/room";
import { IconButton } from "../../../ui/Button";
import { useAnnounce } from "../../../ui/LiveRegion";
import { Notice } from "../../../ui/Notice";

const SHOWN_MS = 12_000;

/** What happened to one's own devices; goes by itself, or by a press. */
export function NoticeLine({ room }: { room: Pick<CallRoom, "listen"> }) {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const [notice, setNotice] = useState<RoomNotice | null>(null);

  const words = (of: RoomNotice): string => {
    switch (of.kind) {
      case "replaced":
        return t(`notice.replaced.${of.device}`, { label: of.label });
      case "gone":
        return t(`notice.gone.${of.device}`);
      case "problem":
        return t(`notice.${of.problem}.${of.device}`);
    }
  };

  useEffect(() => room.listen({ onNotice: setNotice }), [room]);
  const said = notice === null ? "" : words(notice);
  useEffect(() => {
    if (said === "") return;
    announce(said);
    const timer = setTimeout(() => setNotice(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said, announce]);

  if (notice === null) return null;
  return (
    <Notice
      className="call-notice"
      kind={notice.kind === "replaced" ? "neutral" : "warning"}
      actions={
        <IconButton
          label={t("notice.close")}
          icon={<X className="icon" aria-hidden="true" />}
          onClick={() => setNotice(null)}
        />
      }
    >
      <p>{said}</p>
    </Notice>
  );
}
