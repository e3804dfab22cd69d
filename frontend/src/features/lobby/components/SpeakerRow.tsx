import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Select } from "../../../ui/Select";
import { canChooseSpeaker } from "../../../ui/tone";
import { playChime } from "../media/chime";
import type { Preview, PreviewSnapshot } from "../media/preview";
import { named } from "./DeviceList";

/** Where sound comes out, with a test. Where the browser has no choice the row says so and still plays. */
export function SpeakerRow({ preview, snapshot }: { preview: Preview; snapshot: PreviewSnapshot }) {
  const { t } = useTranslation("lobby");
  const [test, setTest] = useState<"idle" | "playing" | "failed">("idle");
  const options = canChooseSpeaker()
    ? named(snapshot.devices.speakers, (number) => t("device.unnamed_speaker", { number }))
    : [];
  const { speakerId } = snapshot.choices;
  const chosen =
    options.find(({ id }) => id === speakerId) ?? options.find(({ id }) => id === "default") ?? options[0];

  async function play(): Promise<void> {
    setTest("playing");
    setTest((await playChime(chosen?.id ?? null)) ? "idle" : "failed");
  }

  return (
    <>
      {chosen === undefined ? (
        <span className="device-name muted">{t("device.system_speaker")}</span>
      ) : (
        <Select
          label={t("device.speaker")}
          options={options}
          value={chosen.id}
          placeholder={t("device.speaker")}
          onChange={(id) => {
            setTest("idle");
            preview.pickSpeaker(id);
          }}
        />
      )}
      <Button
        variant="text"
        size="small"
        aria-disabled={test === "playing" || undefined}
        onClick={test === "playing" ? undefined : play}
      >
        {test === "playing" ? t("sound.playing") : t("sound.play")}
      </Button>
      {test === "failed" && (
        <p className="device-note" role="alert">
          {t("sound.failed")}
        </p>
      )}
    </>
  );
}
