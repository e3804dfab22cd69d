import { lazy, type ReactNode, Suspense } from "react";
import type { RoomPermissions } from "../../../api/roomPermissions";
import type { JoinGrant } from "../../../api/shapes";
import type { CallRoom, RoomSnapshot } from "../../../livekit/room";
import {
  AboutItem,
  RecordControl,
  RecordItem,
  UnavailableItem,
} from "../../recording/components/RecordControl";
import { RecordingChip } from "../../recording/components/RecordingChip";
import { RecordingNotices } from "../../recording/components/RecordingNotices";
import { useRecordingDesk } from "../../recording/components/useRecordingDesk";
import { useRecordingNews } from "../../recording/components/useRecordingNews";
import type { Others } from "../model/words";

const RecordingDialogs = lazy(() => import("../../recording/components/RecordingDialogs"));

interface Facts {
  room: CallRoom;
  call: RoomSnapshot;
  grant: JoinGrant;
  offset: number;
  permissions: RoomPermissions;
  others: Others;
  sound: boolean;
  leave: () => void;
}

/** What there is of the recording in each place of the call; what there is not has no place. */
export interface RecordingPart {
  chip: ReactNode;
  notices: ReactNode;
  dialogs: ReactNode;
  /** For hosts: the button in a wide bar. */
  control: ReactNode;
  /** In More; `everywhere`: it is nowhere else. */
  item: ReactNode;
  everywhere: boolean;
  /** Says why camera and microphone are off; absent while they may be on. */
  whyOff: (() => void) | undefined;
}

export function useRecordingPart(facts: Facts): RecordingPart {
  const { room, call, grant, offset, permissions, others, sound, leave } = facts;
  const desk = useRecordingDesk({ room, grant, canModerate: permissions.canModerate });
  const { recording, possible, standing, host } = desk;
  const individual = grant.room.room_type === "individual";
  const watches = grant.role === "viewer";
  const heldBack = !watches && !call.mayPublish;
  const [news, forgetNews] = useRecordingNews(recording, {
    anybodyApart: call.people.some((person) => person.heldBack),
    heldBack,
    agreed: standing.kind === "agreed",
    isHost: host !== null,
    other: individual ? others.name : null,
    sound,
    speakerId: call.speakerDeviceId,
  });
  const about = () => desk.open("about");
  const shows = possible || recording.status !== null;
  const mayRecord = host !== null && (host.unavailable === null || recording.status !== null) && shows;
  const control = { recording, busy: desk.busy, press: desk.press };

  return {
    chip: shows ? <RecordingChip recording={recording} offset={offset} about={about} /> : undefined,
    notices: (
      <RecordingNotices
        news={news}
        forgetNews={forgetNews}
        standing={standing}
        agreeNow={() => desk.open("again")}
        problem={desk.opened === "stop" ? null : desk.problem}
        forgetProblem={desk.forgetProblem}
      />
    ),
    dialogs: shows ? (
      <Suspense fallback={null}>
        <RecordingDialogs
          desk={desk}
          selfId={grant.participant_id}
          individual={individual}
          watches={watches}
          offset={offset}
          leave={leave}
        />
      </Suspense>
    ) : undefined,
    control: mayRecord ? <RecordControl {...control} /> : undefined,
    item: itemFor(),
    everywhere: shows ? !mayRecord : host !== null && host.unavailable !== null,
    whyOff: heldBack ? about : undefined,
  };

  function itemFor(): ReactNode {
    if (mayRecord) return <RecordItem {...control} />;
    if (host !== null && host.unavailable !== null) return <UnavailableItem reason={host.unavailable} />;
    if (!shows) return undefined;
    const apart = standing.kind === "apart" && standing.phase !== "ends";
    return <AboutItem status={recording.status} apart={apart} about={about} />;
  }
}
