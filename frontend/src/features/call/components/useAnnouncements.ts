import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSnapshot } from "../../../livekit/room";
import { useAnnounce } from "../../../ui/LiveRegion";
import { comings } from "../../tiles/model/roster";
import type { Connection } from "../model/connection";
import type { Banner } from "../model/trouble";
import { sharerOf } from "../model/words";

/** A trouble that is over sooner is not said: a session that was ended looks like a broken line for a moment. */
const STEADY_MS = 800;

/** Says what a sighted person sees happen: the line, who comes and goes, who shows a screen. */
export function useAnnouncements(
  snapshot: RoomSnapshot,
  connection: Connection,
  banner: Banner,
  other: string | null,
): void {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const { people } = snapshot;

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

  const known = useRef(people);
  // While the line is down nobody comes or goes; whoever was here before us has not come in.
  const isLive = snapshot.link === "up" && connection.kind === "inside";
  useEffect(() => {
    const arrival = people.find(({ isSelf }) => isSelf)?.joinedAt ?? 0;
    const { came, left } = comings(known.current, people);
    known.current = people;
    if (!isLive) return;
    const [one] = came.filter(({ joinedAt }) => joinedAt > arrival);
    const [gone] = left;
    if (one !== undefined) announce(t("say.came", { name: one.name }));
    else if (gone !== undefined) announce(t("say.left", { name: gone.name }));
  }, [people, isLive, announce, t]);

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
