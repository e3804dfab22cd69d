import { useEffect, useRef } from "react";
import type { Sound } from "../../../livekit/room";

/** Plays everything there is to hear; shows nothing. */
export function Sounds({ sounds }: { sounds: readonly Sound[] }) {
  return (
    <div hidden>
      {sounds.map((sound) => (
        <OneSound key={sound.id} sound={sound} />
      ))}
    </div>
  );
}

function OneSound({ sound }: { sound: Sound }) {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => (audio.current === null ? undefined : sound.attach(audio.current)), [sound]);
  // biome-ignore lint/a11y/useMediaCaption: live speech of the people in the call; captions are a matter of the whole call
  return <audio ref={audio} autoPlay />;
}
