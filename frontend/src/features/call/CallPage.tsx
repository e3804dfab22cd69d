import type { CallEnding } from "../../api/ending";
import type { PageConfig } from "../../api/page";
import type { JoinIntent } from "../../livekit/joinIntent";

export interface CallPageProps {
  page: PageConfig;
  join: JoinIntent;
  /** Called once, when every track is stopped and the room is left. The app then shows the page after the call. */
  onEnded: (ending: CallEnding) => void;
}

/** The call. Loaded when somebody joins; takes over the tracks of `join`. */
export default function CallPage({ join }: CallPageProps) {
  return <main>{join.grant.room.title}</main>;
}
