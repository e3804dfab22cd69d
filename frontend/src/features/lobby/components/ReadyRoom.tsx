import { useTranslation } from "react-i18next";
import type { JoinIntent } from "../../../livekit/joinIntent";
import { AskDialog, asks } from "../../consent/components/AskDialog";
import { presenceOf } from "../model/entering";
import { watchesOnly } from "../model/people";
import type { ReadyScreen } from "../model/screen";
import { useJoin } from "../useJoin";
import { useLevel } from "../useLevel";
import { usePreview } from "../usePreview";
import { DeviceHelp } from "./DeviceHelp";
import { DeviceList } from "./DeviceList";
import { EnterPanel } from "./EnterPanel";
import { PreviewMirror } from "./PreviewMirror";
import { OtherSide, SessionFacts, SessionTitle } from "./SessionFacts";
import { ViewerPoster } from "./ViewerPoster";

interface Props {
  screen: ReadyScreen;
  receivedAt: number;
  /** Asks the server again, now. */
  onAsk: () => void;
  onJoin: (intent: JoinIntent) => void;
}

/** Left the mirror and the devices, right the session and the way in. */
export function ReadyRoom({ screen, receivedAt, onAsk, onJoin }: Props) {
  const { t } = useTranslation(["lobby", "recording"]);
  const { room } = screen;
  const viewer = watchesOnly(room);
  const [preview, snapshot] = usePreview({ wanted: true, listOnly: viewer });
  const level = useLevel(snapshot.microphoneTrack);
  const join = useJoin({ preview, roomId: room.id, onRefused: onAsk, onJoin });
  return (
    <main className="lobby">
      <section className="check" aria-label={t("lobby:check")}>
        {viewer ? (
          <ViewerPoster room={room} />
        ) : (
          <PreviewMirror name={room.me.name} preview={preview} snapshot={snapshot} />
        )}
        {!viewer && <DeviceHelp devices={snapshot} level={level} />}
        <DeviceList preview={preview} snapshot={snapshot} level={level} watchesOnly={viewer} />
      </section>
      <section className="session" aria-label={t("lobby:session")}>
        <SessionTitle room={room} />
        <OtherSide room={room} />
        <SessionFacts room={room} presence={presenceOf(snapshot)} />
        <EnterPanel
          screen={screen}
          devices={snapshot}
          preview={preview}
          join={join}
          receivedAt={receivedAt}
          onOpens={onAsk}
        />
      </section>
      {join.state.status === "asked" && asks(join.state.consent) && (
        <AskDialog
          text={join.state.consent.text}
          answer={join.answer}
          out={{ before: t("recording:ask.before"), word: t("recording:ask.stay"), go: join.cancel }}
        />
      )}
    </main>
  );
}
