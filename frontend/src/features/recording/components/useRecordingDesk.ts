import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApiClient } from "../../../api/ApiContext";
import type { ApiError, Result } from "../../../api/errors";
import { startRecording, stopRecording } from "../../../api/recordings";
import type { Consent, ConsentText, JoinGrant, RecordingStarted, RecordingState } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { useAnnounce } from "../../../ui/LiveRegion";
import { useConsent } from "../../consent/components/useConsent";
import { type Standing, standingOf } from "../../consent/model/standing";
import { useRecording } from "./useRecording";

/** What lies before the call because somebody pressed for it. */
type Opened = "about" | "stop" | "again" | "answers" | null;

export interface RecordingDesk {
  recording: RecordingState;
  /** There may be a recording here, so whether there is one is always said. */
  possible: boolean;
  consent: Consent | null;
  standing: Standing;
  /** For hosts: they may record here, or why nobody can; null for everybody else. */
  host: { unavailable: string | null } | null;
  /** This person sees who has answered. */
  showsAnswers: boolean;
  opened: Opened;
  busy: boolean;
  /** Why the last press changed nothing. */
  problem: ApiError | null;
  /** Record, see who has answered, or stop: what the state allows. */
  press: () => void;
  stop: () => void;
  open: (what: Opened) => void;
  hideAnswers: () => void;
  forgetProblem: () => void;
  answer: (agree: boolean, text: ConsentText) => Promise<ApiError | null>;
}

interface Facts {
  room: CallRoom;
  grant: JoinGrant;
  canModerate: boolean;
}

/** Everything that this person knows of the recording, and can do about it. */
export function useRecordingDesk({ room, grant, canModerate }: Facts): RecordingDesk {
  const { t } = useTranslation("recording");
  const announce = useAnnounce();
  const client = useApiClient();
  const roomId = grant.room.id ?? "";
  const { recording, possible, look } = useRecording(room, grant.room);
  const [opened, open] = useState<Opened>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);
  /** The recording whose answers were put out of sight. */
  const [hidden, setHidden] = useState<string | null>(null);

  const isAsked = recording.status !== null && recording.consent === "ask";
  const wanted = isAsked || (recording.status !== null && opened === "about");
  const { consent, answer } = useConsent(room, roomId, recording, wanted);
  const standing = standingOf(consent, recording, grant.role);

  const { id, status } = recording;
  const self = consent?.answers.find(({ participant_id }) => participant_id === grant.participant_id);
  // Whoever asked sees who answers, also after a reload; others who lead, when they press for it.
  const showsAnswers = opened === "answers" || (self?.way === "started" && hidden !== id);

  async function run(ask: Promise<Result<RecordingStarted>>): Promise<void> {
    setBusy(true);
    setProblem(null);
    const done = await ask;
    // It is over, or has begun elsewhere: the server's state says it better than an error.
    const isKnown =
      !done.ok && (done.error.code === "recording_active" || done.error.code === "not_recording");
    if (!done.ok && !isKnown) setProblem(done.error);
    setBusy(false);
    if (done.ok || isKnown) open(null);
    look();
  }

  function press(): void {
    if (status === null) void run(startRecording(client, roomId));
    else if (status === "asking") open("answers");
    else if (status === "starting") void run(stopRecording(client, roomId));
    else if (status === "active") open("stop");
  }

  return {
    recording,
    possible,
    consent,
    standing,
    host: canModerate ? { unavailable: recording.unavailable?.detail ?? null } : null,
    showsAnswers: canModerate && status === "asking" && standing.kind !== "asked" && showsAnswers,
    opened,
    busy,
    problem,
    press,
    stop: () => void run(stopRecording(client, roomId)),
    open: (what) => {
      setProblem(null);
      open(what);
    },
    hideAnswers: () => {
      setHidden(id);
      open(null);
    },
    forgetProblem: () => setProblem(null),
    answer: async (agree, text) => {
      const error = await answer(agree, text);
      if (error !== null) return error;
      open(null);
      // Between two a no ends what runs.
      const ends = !agree && grant.room.room_type === "individual" && status !== "asking";
      announce(t(agree ? "ask.agreed" : ends ? "item.ending" : "ask.declined"));
      look();
      return null;
    },
  };
}
