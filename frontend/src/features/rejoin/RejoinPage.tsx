import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApiClient, usePage } from "../../api/ApiContext";
import type { ApiError } from "../../api/errors";
import { permissionsFrom } from "../../api/roomPermissions";
import { fetchRoom } from "../../api/rooms";
import type { Consent, ConsentText } from "../../api/shapes";
import { useRoomToken } from "../../api/useRoomToken";
import type { CallMemory } from "../../livekit/callMemory";
import { readChoices } from "../../livekit/choices";
import { toLocalAudio, toLocalVideo } from "../../livekit/handover";
import type { JoinIntent } from "../../livekit/joinIntent";
import { type Reopened, reopen } from "../../livekit/reopen";
import { LinkButton } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Spinner } from "../../ui/Spinner";
import { useOnStage } from "../../ui/useOnStage";
import { AskDialog, asks } from "../consent/components/AskDialog";
import { answerAtDoor, questionAtDoor } from "../consent/model/door";
import "./rejoin.css";

export interface RejoinPageProps {
  memory: CallMemory;
  onJoin: (intent: JoinIntent) => void;
  /** The server does not let this person in (any more); the lobby says why. */
  onRefused: () => void;
}

/** Somebody reloaded the page in a call, or pressed Rejoin: straight back in, with what was on before. */
export default function RejoinPage({ memory, onJoin, onRefused }: RejoinPageProps) {
  const { t } = useTranslation(["common", "recording"]);
  const page = usePage();
  const client = useApiClient();
  const requestToken = useRoomToken();
  const [trouble, setTrouble] = useState<ApiError | null>(null);
  /** A recording runs, and they have not said yet whether they agree. */
  const [question, setQuestion] = useState<Consent | null>(null);
  const [answers, setAnswers] = useState(0);
  useOnStage();

  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer opens the door anew
  useEffect(() => {
    const attempt = new AbortController();
    const choices = readChoices();
    void (async () => {
      const [answer, tracks] = await Promise.all([
        requestToken({ attempts: Number.POSITIVE_INFINITY, signal: attempt.signal, onRetry: setTrouble }),
        reopen(memory, choices),
      ]);
      if (attempt.signal.aborted || !answer.ok) {
        stopAll(tracks);
        if (attempt.signal.aborted) return;
        const asked = answer.ok ? null : questionAtDoor(answer.error);
        setQuestion(asked);
        if (asked === null) onRefused();
        return;
      }
      const { canPublishCamera, canPublishMicrophone } = permissionsFrom(answer.value);
      const camera = kept(tracks.camera, canPublishCamera);
      const microphone = kept(tracks.microphone, canPublishMicrophone);
      const hadCamera = memory.camera && canPublishCamera;
      const hadMicrophone = memory.microphone && canPublishMicrophone;
      onJoin({
        mode: hadCamera ? "video" : hadMicrophone ? "audio" : "listen",
        grant: answer.value,
        camera: camera === null ? null : toLocalVideo(camera),
        microphone: microphone === null ? null : toLocalAudio(microphone),
        cameraDeviceId: choices.cameraId,
        microphoneDeviceId: choices.microphoneId,
        speakerDeviceId: choices.speakerId,
      });
    })();
    return () => attempt.abort();
  }, [memory, requestToken, onJoin, onRefused, answers]);

  async function give(agree: boolean, text: ConsentText): Promise<ApiError | null> {
    const room = await fetchRoom(client, page);
    if (!room.ok) return room.error;
    const answered = await answerAtDoor(client, room.value.id ?? "", agree, text);
    if (answered.kind === "changed") setQuestion(answered.consent);
    if (answered.kind !== "open") return answered.error;
    setQuestion(null);
    setAnswers((before) => before + 1);
    return null;
  }

  return (
    <main className="rejoin">
      <Spinner large />
      <div role="status">
        <h1>{t("rejoin.title")}</h1>
      </div>
      {trouble !== null && (
        <Notice kind="warning" role="status">
          <p>{t("service_silent")}</p>
        </Notice>
      )}
      {trouble !== null && (
        <LinkButton variant="plain" href={page.routes.lobby}>
          {t("rejoin.lobby")}
        </LinkButton>
      )}
      {asks(question) && (
        <AskDialog
          text={question.text}
          answer={give}
          out={{ before: t("recording:ask.before"), word: t("recording:ask.stay"), go: onRefused }}
        />
      )}
    </main>
  );
}

/** Whoever has become a viewer meanwhile, or was one whose browser keeps no memory, has no use for a device. */
function kept(track: MediaStreamTrack | null, isOfUse: boolean): MediaStreamTrack | null {
  if (isOfUse) return track;
  track?.stop();
  return null;
}

function stopAll({ camera, microphone }: Reopened): void {
  camera?.stop();
  microphone?.stop();
}
