import { useTranslation } from "react-i18next";
import type { RecordingState } from "../../../api/shapes";
import { clockFace } from "../../../ui/clockFace";
import { RecordOffIcon } from "../../../ui/icons";
import { Spinner } from "../../../ui/Spinner";
import { useSeconds } from "../../../ui/useSeconds";
import { recordedSeconds } from "../model/recording";
import "./recording.css";

export interface RecordingChipProps {
  recording: RecordingState;
  /** Add it to the local clock to get the server's, in milliseconds. */
  offset: number;
  /** Shows what this means for whoever looks. */
  about: () => void;
}

/** Whether this is recorded: in the top line at every width, by the server's word alone. */
export function RecordingChip({ recording, offset, about }: RecordingChipProps) {
  const { t } = useTranslation("recording");
  switch (recording.status) {
    case "starting":
      return (
        <span className="chip rec starting">
          <Spinner />
          <span>{t("chip.starting")}</span>
        </span>
      );
    case "active":
      return <Running since={recording.since} offset={offset} about={about} />;
    case "ending":
      return (
        <span className="chip rec recording">
          <span className="dot" />
          <span>{t("chip.ending")}</span>
        </span>
      );
    default:
      return (
        <span className="chip rec">
          <RecordOffIcon small />
          <span className="words">{t("chip.off")}</span>
        </span>
      );
  }
}

function Running({ since, offset, about }: Omit<RecordingChipProps, "recording"> & { since: string | null }) {
  const { t } = useTranslation("recording");
  const time = clockFace(recordedSeconds(since, useSeconds() + offset));
  return (
    <button
      type="button"
      className="chip rec recording"
      aria-label={t("chip.label", { state: `${t("chip.on")} ${time}` })}
      onClick={about}
    >
      <span className="dot" />
      <span>{t("chip.on")}</span> <span className="num rec-time">{time}</span>
    </button>
  );
}
