import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Button } from "../../../ui/Button";
import { Notice } from "../../../ui/Notice";
import type { Preview } from "../media/preview";
import { type Devices, type Entering, entering } from "../model/entering";
import { watchesOnly } from "../model/people";
import type { ReadyScreen } from "../model/screen";
import type { JoinActions } from "../useJoin";
import { Countdown } from "./Countdown";
import { RecordingBesideJoin } from "./RecordingFactLine";
import { StreamingBesideJoin } from "./StreamingFactLine";

interface Props {
  screen: ReadyScreen;
  devices: Devices;
  preview: Preview;
  join: JoinActions;
  receivedAt: number;
  onOpens: () => void;
}

/** The one filled button, or what stands in its place. */
export function EnterPanel({ screen, devices, preview, join, receivedAt, onOpens }: Props) {
  const { t } = useTranslation("lobby");
  const trouble = join.state.status === "joining" ? join.state.trouble : null;
  const refused = join.state.status === "idle" ? join.state.error : null;
  return (
    <div className="enter">
      {trouble?.category === "throttled" ? (
        <ThrottledNotice />
      ) : (
        (screen.stale || trouble !== null) && <SilentNotice />
      )}
      {refused !== null && screen.kind === "open" && <RefusedNotice error={refused} />}
      <RecordingBesideJoin room={screen.room} />
      <StreamingBesideJoin room={screen.room} />
      {screen.kind === "early" && (
        <Countdown
          opensAt={screen.opensAt}
          serverTime={screen.room.server_time}
          receivedAt={receivedAt}
          onOpens={onOpens}
        />
      )}
      {screen.kind === "full" && (
        <Notice kind="neutral" role="status" title={t("full.title")}>
          <p>{t("full.words")}</p>
        </Notice>
      )}
      {screen.kind === "open" && (
        <JoinButtons screen={screen} devices={devices} preview={preview} join={join} />
      )}
    </div>
  );
}

function JoinButtons({
  screen,
  devices,
  preview,
  join,
}: Pick<Props, "screen" | "devices" | "preview" | "join">) {
  const { t } = useTranslation("lobby");
  const { room } = screen;
  const way: Entering = watchesOnly(room) ? { main: "join", mode: "listen", others: [] } : entering(devices);
  const joining = join.state.status === "joining";
  const label = way.main === "join" ? t(`join.${room.room_type}`) : t(`join.${way.main}`);
  return (
    <>
      <Button variant="primary" size="large" busy={joining} onClick={() => void join.join(way.mode)}>
        {joining ? t("join.joining") : label}
      </Button>
      <div className="enter-others">
        {joining ? (
          <Button variant="plain" size="small" onClick={join.cancel}>
            {t("join.stop")}
          </Button>
        ) : (
          way.others.map((other) => (
            <Button
              key={other}
              variant="plain"
              size="small"
              onClick={() => void takeOther(other, preview, join)}
            >
              {t(`join.${other}`)}
            </Button>
          ))
        )}
      </div>
    </>
  );
}

function takeOther(other: Entering["others"][number], preview: Preview, join: JoinActions): Promise<void> {
  switch (other) {
    case "without_camera":
      return join.join("audio");
    case "listen":
      return join.join("listen");
    case "retry_camera":
      return preview.retry(["camera"]);
    case "retry_microphone":
      return preview.retry(["microphone"]);
    case "retry_both":
      return preview.retry(["camera", "microphone"]);
  }
}

function SilentNotice() {
  const { t } = useTranslation("common");
  return (
    <Notice kind="warning" role="status">
      <p>{navigator.onLine ? t("service_silent") : t("offline")}</p>
    </Notice>
  );
}

function ThrottledNotice() {
  const { t } = useTranslation("lobby");
  return (
    <Notice kind="warning" role="status">
      <p>{t("join_error.busy")}</p>
    </Notice>
  );
}

function RefusedNotice({ error }: { error: ApiError }) {
  const { t } = useTranslation(["lobby", "common"]);
  if (error.code === "room_full") {
    return (
      <Notice kind="warning" role="alert" title={t("lobby:full.title")}>
        <p>{t("lobby:full.again")}</p>
      </Notice>
    );
  }
  const missing = error.code === "part_missing";
  return (
    <Notice
      kind="warning"
      role="alert"
      title={t("lobby:join_error.title")}
      actions={
        missing ? (
          <Button variant="outline" size="small" onClick={() => window.location.reload()}>
            {t("common:error.reload")}
          </Button>
        ) : undefined
      }
    >
      <p>{missing ? t("lobby:join_error.part") : t("lobby:join_error.other", { code: error.code })}</p>
    </Notice>
  );
}
