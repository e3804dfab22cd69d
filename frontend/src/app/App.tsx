import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { usePage } from "../api/ApiContext";
import { PreJoinScreen } from "../features/lobby/PreJoinScreen";
import { forgetCall, rememberCall } from "../livekit/callMemory";
import type { JoinIntent } from "../livekit/joinIntent";
import { CallRoute } from "./CallRoute";

const loadCall = () => import("../features/call/CallPage");
const CallPage = lazy(loadCall);

/** Lobby, call and the page after it. The addresses come from the server; going between them never loads the page anew. */
export function App() {
  const { lobby, call } = usePage().routes;
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [join, setJoin] = useState<JoinIntent | null>(null);
  const leave = useCallback(() => setJoin(null), []);

  const enter = useCallback(
    (intent: JoinIntent) => {
      rememberCall(call, { camera: intent.camera !== null, microphone: intent.microphone !== null });
      setJoin(intent);
      if (window.location.pathname !== call) void navigate(call);
    },
    [call, navigate],
  );

  useEffect(() => {
    // While somebody looks into the mirror the call is fetched, so that Join does not wait for it.
    // Should that fail, it is fetched again when it is needed, and the boundary says so if it still cannot be had.
    loadCall().catch(() => undefined);
    if (pathname === call) return;
    // Going back in the browser's history leaves the call, too.
    setJoin(null);
    forgetCall(call);
  }, [pathname, call]);

  return (
    <Suspense fallback={null}>
      <Routes>
        <Route path={lobby} element={<PreJoinScreen onJoin={enter} />} />
        <Route
          path={call}
          element={<CallRoute call={CallPage} join={join} onEnter={enter} onLeave={leave} />}
        />
        <Route path="*" element={<Navigate to={lobby} replace />} />
      </Routes>
    </Suspense>
  );
}
