import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Preview, PreviewSnapshot } from "../media/preview";
import type { DeviceKind, DeviceState } from "../model/device";
import "./mirror.css";

interface Props {
  name: string;
  preview: Preview;
  snapshot: PreviewSnapshot;
}

/** Oneself as in a mirror, with the two switches. Its box keeps its size whatever the camera does. */
export function PreviewMirror({ name, preview, snapshot }: Props) {
  const { t } = useTranslation("lobby");
  return (
    <div className="preview">
      {snapshot.cameraTrack === null ? (
        <EmptyMirror camera={snapshot.camera} microphone={snapshot.microphone} />
      ) : (
        <MirrorPicture track={snapshot.cameraTrack} label={t("mirror.picture")} />
      )}
      <span className="preview-name">{name}</span>
      <div className="preview-tools">
        <DeviceSwitch kind="microphone" state={snapshot.microphone} preview={preview} />
        <DeviceSwitch kind="camera" state={snapshot.camera} preview={preview} />
      </div>
    </div>
  );
}

function MirrorPicture({ track, label }: { track: MediaStreamTrack; label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return <video ref={video} className="preview-picture" autoPlay muted playsInline aria-label={label} />;
}

function EmptyMirror({ camera, microphone }: { camera: DeviceState; microphone: DeviceState }) {
  const { t } = useTranslation("lobby");
  if (camera.status === "opening") {
    // Both at once are asked for on the first visit, when the browser's question may be open.
    const asking = microphone.status === "opening";
    return <p className="preview-empty preview-late">{asking ? t("mirror.ask") : t("mirror.opening")}</p>;
  }
  return (
    <div className="preview-empty">
      <VideoOff className="icon" aria-hidden="true" />
      <p>{camera.status === "failed" ? t("mirror.failed") : t("mirror.off")}</p>
    </div>
  );
}

const ICONS = { camera: { on: Video, off: VideoOff }, microphone: { on: Mic, off: MicOff } } as const;

function DeviceSwitch({ kind, state, preview }: { kind: DeviceKind; state: DeviceState; preview: Preview }) {
  const { t } = useTranslation("lobby");
  const on = state.status === "ready" || state.status === "opening";
  const Icon = on ? ICONS[kind].on : ICONS[kind].off;
  const label = state.status === "failed" ? "failed" : on ? "on" : "off";
  return (
    <button
      type="button"
      className={on ? "round" : "round off"}
      aria-label={t(`toggle.${kind}_${label}`)}
      onClick={() => void (state.status === "failed" ? preview.retry([kind]) : preview.turn(kind, !on))}
    >
      <Icon className="icon" aria-hidden="true" />
    </button>
  );
}
