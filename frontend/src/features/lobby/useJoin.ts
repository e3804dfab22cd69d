import { useCallback, useEffect, useRef, useState } from "react";
import { useApiClient } from "../../api/ApiContext";
import type { ApiError, Result } from "../../api/errors";
import type { Consent, ConsentText } from "../../api/shapes";
import { useRoomToken } from "../../api/useRoomToken";
import type { JoinIntent, JoinMode } from "../../livekit/joinIntent";
import { answerAtDoor, questionAtDoor } from "../consent/model/door";
import type { Preview } from "./media/preview";

export type JoinState =
  | { status: "idle"; error: ApiError | null }
  /** `trouble` while the server is silent and we keep asking. */
  | { status: "joining"; trouble: ApiError | null }
  /** A recording runs: who comes in is asked first. */
  | { status: "asked"; consent: Consent };

export interface JoinActions {
  state: JoinState;
  join: (mode: JoinMode) => Promise<void>;
  cancel: () => void;
  /** Answers what was asked, and then joins by itself, whatever the answer. */
  answer: (agree: boolean, text: ConsentText) => Promise<ApiError | null>;
}

interface Options {
  preview: Preview;
  /** The room's id, as far as there is one. */
  roomId: string | null;
  /** The server said no: the page asks for the room again, whose answer says why. */
  onRefused: () => void;
  onJoin: (intent: JoinIntent) => void;
}

/** From the press on Join to a grant and running tracks in the hands of the call. */
export function useJoin({ preview, roomId, onRefused, onJoin }: Options): JoinActions {
  const client = useApiClient();
  const requestToken = useRoomToken();
  /** How somebody pressed Join who is asked something before. */
  const wanted = useRef<JoinMode>("listen");
  const [state, setState] = useState<JoinState>({ status: "idle", error: null });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ status: "idle", error: null });
  }, []);

  const join = useCallback(
    async (mode: JoinMode) => {
      if (running.current !== null) return;
      const attempt = new AbortController();
      running.current = attempt;
      setState({ status: "joining", trouble: null });
      const answer = await requestToken({
        attempts: Number.POSITIVE_INFINITY,
        signal: attempt.signal,
        onRetry: (trouble) => setState({ status: "joining", trouble }),
      });
      // The button has promised what is still opening.
      if (answer.ok && mode !== "listen") await preview.settled(OPENING_MS);
      if (attempt.signal.aborted) return;
      const intent = answer.ok ? await handOver(preview, mode, answer.value) : answer;
      if (intent.ok) {
        if (attempt.signal.aborted) stopTracks(intent.value);
        else onJoin(intent.value);
        return;
      }
      running.current = null;
      const question = questionAtDoor(intent.error);
      if (question !== null) {
        wanted.current = mode;
        setState({ status: "asked", consent: question });
        return;
      }
      setState({ status: "idle", error: intent.error });
      if (intent.error.category === "refused" || intent.error.category === "login") onRefused();
    },
    [requestToken, preview, onJoin, onRefused],
  );

  const answer = useCallback(
    async (agree: boolean, text: ConsentText) => {
      const answered = await answerAtDoor(client, roomId ?? "", agree, text);
      if (answered.kind === "open") {
        await join(wanted.current);
        return null;
      }
      if (answered.kind === "changed") setState({ status: "asked", consent: answered.consent });
      return answered.error;
    },
    [client, roomId, join],
  );

  return { state, join, cancel, answer };
}

/** Where a camera takes longer, one goes in without it, and turns it on there. */
const OPENING_MS = 3_000;

/** A part of the page could not be fetched: the network is away, or a new version has taken its place on the server. */
const PART_MISSING: ApiError = {
  code: "part_missing",
  category: "fault",
  detail: "",
  retryAt: null,
  status: 0,
};

async function handOver(
  preview: Preview,
  mode: JoinMode,
  grant: JoinIntent["grant"],
): Promise<Result<JoinIntent>> {
  const wrap = await loadHandover();
  if (wrap === null) return { ok: false, error: PART_MISSING };
  const { choices } = preview.getSnapshot();
  const { camera, microphone } = preview.release();
  const keepCamera = mode === "video" && grant.permissions.can_publish;
  const keepMicrophone = mode !== "listen" && grant.permissions.can_publish;
  if (!keepCamera) camera?.stop();
  if (!keepMicrophone) microphone?.stop();
  const intent: JoinIntent = {
    mode,
    grant,
    camera: keepCamera && camera !== null ? wrap.toLocalVideo(camera) : null,
    microphone: keepMicrophone && microphone !== null ? wrap.toLocalAudio(microphone) : null,
    cameraDeviceId: choices.cameraId,
    microphoneDeviceId: choices.microphoneId,
    speakerDeviceId: choices.speakerId,
  };
  return { ok: true, value: intent };
}

/** The SDK is a file of its own, loaded while somebody tries their devices. Null if the network went away meanwhile. */
async function loadHandover(): Promise<typeof import("../../livekit/handover") | null> {
  try {
    return await import("../../livekit/handover");
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function stopTracks({ camera, microphone }: JoinIntent): void {
  camera?.stop();
  microphone?.stop();
}
