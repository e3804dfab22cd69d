import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSnapshot } from "../../../livekit/room";
import { useAnnounce } from "../../../ui/LiveRegion";
import type { Connection } from "../model/connection";
import type { Banner } from "../model/trouble";
import { sharerOf } from "../model/words";

/** A trouble that is over sooner is not said: a session that was ended looks like a broken line for a moment. */
const STEADY_MS = 800;

/** Says what a sighted person sees happen: the line, and who shows a screen. */
export function useAnnouncements(
  { people }: Pick<RoomSnapshot, "people">,
  connection: Connection,
  banner: Banner,
  /** Who sees that we are coming back; null where that is nobody in particular, or not sure. */
  other: string | null,
): void {
  const { t } = useTranslation("call");
  const announce = useAnnounce();

  const state = connection.kind === "checking" ? "rejoining" : connection.kind;
  const before = useRef(state);
  useEffect(() => {
    const last = before.current;
    before.current = state;
    if (last === state) return;
    if (state === "inside") announce(t(last === "connecting" ? "say.inside" : "say.back"));
    if (state === "leaving") announce(t("overlay.leaving"));
  }, [state, announce, t]);

  const said =
    banner === null
      ? ""
      : banner.kind === "reconnecting" && other !== null
        ? t("banner.reconnectingSeen", { name: other })
        : banner.kind === "weak"
          ? t(banner.cameraOn ? "banner.weak" : "banner.weakVoice")
          : t(`banner.${banner.kind}`);
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => announce(said), STEADY_MS);
    return () => clearTimeout(timer);
  }, [said, announce]);

  const sharer = sharerOf(people);
  const sharing =
    sharer === null ? "" : sharer.isSelf ? t("share.yours") : t("share.theirs", { name: sharer.name });
  const shared = useRef(sharing);
  useEffect(() => {
    if (shared.current === sharing) return;
    announce(sharing === "" ? t("say.shareOver") : sharing);
    shared.current = sharing;
  }, [sharing, announce, t]);
}
