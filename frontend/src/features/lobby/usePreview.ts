import { useEffect, useState, useSyncExternalStore } from "react";
import { lookUpPermission } from "./media/permissions";
import { Preview, type PreviewSnapshot } from "./media/preview";
import { browserFamily } from "./model/browser";

/**
 * The preview of this page: opened while `wanted`, closed when the page goes. `listOnly` is for viewers, who choose a
 * speaker and nothing else; no permission is asked then.
 */
export function usePreview({
  wanted,
  listOnly,
}: {
  wanted: boolean;
  listOnly: boolean;
}): [Preview, PreviewSnapshot] {
  const [preview] = useState(makePreview);
  const snapshot = useSyncExternalStore(preview.subscribe, preview.getSnapshot);
  useEffect(() => {
    if (!wanted) return;
    void preview.start({ devices: !listOnly });
    return () => preview.stop();
  }, [preview, wanted, listOnly]);
  return [preview, snapshot];
}

function makePreview(): Preview {
  return new Preview({
    media: navigator.mediaDevices,
    permission: lookUpPermission,
    firefox: browserFamily(navigator.userAgent) === "firefox",
    scope: window,
  });
}
