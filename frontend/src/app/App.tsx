import { lazy, Suspense, useState } from "react";
import { Navigate, Route, Routes, useNavigate } from "react-router";
import { usePage } from "../api/ApiContext";
import type { CallEnding } from "../api/ending";
import type { JoinIntent } from "../livekit/joinIntent";

const CallPage = lazy(() => import("../features/call/CallPage"));

/** Lobby, call and the page after it. The addresses come from the server; going between them never loads the page anew. */
export function App() {
  const page = usePage();
  const navigate = useNavigate();
  const [join, setJoin] = useState<JoinIntent | null>(null);

  function leave(ending: CallEnding): void {
    setJoin(null);
    void navigate(page.routes.call, { replace: true, state: { ending } });
  }

  return (
    <Suspense fallback={null}>
      <Routes>
        <Route path={page.routes.lobby} element={<main />} />
        <Route
          path={page.routes.call}
          element={
            join === null ? (
              <Navigate to={page.routes.lobby} replace />
            ) : (
              <CallPage page={page} join={join} onEnded={leave} />
            )
          }
        />
      </Routes>
    </Suspense>
  );
}
