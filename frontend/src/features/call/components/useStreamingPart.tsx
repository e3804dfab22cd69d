import { lazy, type ReactNode, Suspense, useState } from "react";
import type { RoomPermissions } from "../../../api/roomPermissions";
import type { JoinGrant } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { LiveChip, LiveItem, LiveNotice } from "../../streaming/components/LiveSigns";
import { useStreaming } from "../../streaming/components/useStreaming";
import { useStreamingNews } from "../../streaming/components/useStreamingNews";

const StreamDialog = lazy(() => import("../../streaming/components/StreamDialog"));

interface Facts {
  room: CallRoom;
  grant: JoinGrant;
  permissions: RoomPermissions;
}

/** What there is of the live stream in each place of the call; what there is not has no place. */
export interface StreamingPart {
  chip: ReactNode;
  notice: ReactNode;
  dialog: ReactNode;
  /** In More: for hosts, where the site can stream. */
  item: ReactNode;
}

export function useStreamingPart({ room, grant, permissions }: Facts): StreamingPart {
  const streaming = useStreaming(room, grant.room);
  const [news, forgetNews] = useStreamingNews(streaming.active);
  const [open, setOpen] = useState(false);
  const mayStream = permissions.canModerate && streaming.available;
  return {
    chip: streaming.active ? <LiveChip /> : undefined,
    notice: news === null ? undefined : <LiveNotice news={news} close={forgetNews} />,
    dialog: open ? (
      <Suspense fallback={null}>
        <StreamDialog room={room} roomId={grant.room.id ?? ""} onClose={() => setOpen(false)} />
      </Suspense>
    ) : undefined,
    item: mayStream ? <LiveItem streaming={streaming} open={() => setOpen(true)} /> : undefined,
  };
}
