import { useEffect, useLayoutEffect, useRef } from "react";
import type { Picture } from "../../../livekit/room";

export interface VideoProps {
  picture: Picture;
  mirrored?: boolean;
  /** Show all of it instead of filling the tile. */
  whole?: boolean;
  /** The line is gone: keep the last picture, whatever the browser makes of a video whose source has ended. */
  frozen?: boolean;
}

export function Video({ picture, mirrored = false, whole = false, frozen = false }: VideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  const still = useRef<HTMLCanvasElement>(null);

  useEffect(() => (video.current === null ? undefined : picture.attach(video.current)), [picture]);

  useLayoutEffect(() => {
    if (frozen && video.current !== null && still.current !== null) keepStill(video.current, still.current);
  }, [frozen]);

  const look = ["picture", mirrored ? "mirrored" : "", whole ? "whole" : ""].filter(Boolean).join(" ");
  return (
    <>
      <video ref={video} className={look} autoPlay playsInline muted tabIndex={-1} />
      <canvas ref={still} className={look} hidden={!frozen} />
    </>
  );
}

function keepStill(video: HTMLVideoElement, still: HTMLCanvasElement): void {
  if (video.videoWidth === 0) return;
  still.width = video.videoWidth;
  still.height = video.videoHeight;
  still.getContext("2d")?.drawImage(video, 0, 0);
}
