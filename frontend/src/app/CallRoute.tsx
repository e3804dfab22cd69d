import { type ComponentType, lazy, useCallback, useState } from "react";
import { Navigate, useLocation, useNavigate } from "react-router";
import { usePage } from "../api/ApiContext";
import type { CallEnding } from "../api/ending";
import { asIfFree, permissionsFrom } from "../api/roomPermissions";
import { AfterPage } from "../features/after/AfterPage";
import type { CallPageProps } from "../features/call/CallPage";
import { type CallMemory, forgetCall, recallCall, rememberCall } from "../livekit/callMemory";
import type { JoinIntent } from "../livekit/joinIntent";

const RejoinPage = lazy(() => import("../features/rejoin/RejoinPage"));

/** What the call's address shows while nobody is inside. */
type Visit =
  | { kind: "stranger" }
  | { kind: "returning"; memory: CallMemory }
  | { kind: "after"; ending: CallEnding; onlyWatched: boolean; memory: CallMemory | null };

/** Kept in the history entry, so that a reload after the call stays after the call. */
type AfterState = Omit<Extract<Visit, { kind: "after" }>, "kind"> | null;

/** With nothing known of what was on before: be heard, as in any conversation, and not seen by surprise. */
const CAREFUL: CallMemory = { camera: false, microphone: true };

function firstVisit(history: AfterState, call: string): Visit {
  if (history?.ending !== undefined) return { kind: "after", ...history };
  const memory = recallCall(call);
  return memory === null ? { kind: "stranger" } : { kind: "returning", memory };
}

function watchesOnly({ grant }: JoinIntent): boolean {
  const { canPublishCamera, canPublishMicrophone } = permissionsFrom(asIfFree(grant));
  return !canPublishCamera && !canPublishMicrophone;
}

export interface CallRouteProps {
  call: ComponentType<CallPageProps>;
  join: JoinIntent | null;
  onEnter: (intent: JoinIntent) => void;
  onLeave: () => void;
}

/** The call's own address: the call, the way back into it, or the page after it. Everybody else goes through the lobby. */
export function CallRoute({ call: CallPage, join, onEnter, onLeave }: CallRouteProps) {
  const page = usePage();
  const { lobby, call } = page.routes;
  const navigate = useNavigate();
  const history = useLocation().state as AfterState;
  const [visit, setVisit] = useState<Visit>(() => firstVisit(history, call));

  const toLobby = useCallback(() => {
    forgetCall(call);
    void navigate(lobby, { replace: true });
  }, [call, lobby, navigate]);

  const end = useCallback(
    (ending: CallEnding) => {
      // A recording began while the line was down: the way back in asks first.
      if (ending.how === "refused" && ending.code === "consent_required") {
        setVisit({ kind: "returning", memory: recallCall(call) ?? CAREFUL });
        onLeave();
        return;
      }
      const state: AfterState = {
        ending,
        onlyWatched: join !== null && watchesOnly(join),
        memory: recallCall(call),
      };
      forgetCall(call);
      setVisit({ kind: "after", ...state });
      onLeave();
      void navigate(call, { replace: true, state });
    },
    [call, join, navigate, onLeave],
  );

  if (join !== null) return <CallPage page={page} join={join} onEnded={end} />;
  switch (visit.kind) {
    case "stranger":
      return <Navigate to={lobby} replace />;
    case "returning":
      return <RejoinPage memory={visit.memory} onJoin={onEnter} onRefused={toLobby} />;
    case "after": {
      const rejoin = () => {
        const memory = visit.memory ?? CAREFUL;
        rememberCall(call, memory);
        setVisit({ kind: "returning", memory });
        void navigate(call, { replace: true, state: null });
      };
      return <AfterPage ending={visit.ending} onlyWatched={visit.onlyWatched} onRejoin={rejoin} />;
    }
  }
}
