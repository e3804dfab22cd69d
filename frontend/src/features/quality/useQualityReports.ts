import { useEffect } from "react";
import { useApiClient } from "../../api/ApiContext";
import { reportQuality } from "../../api/quality";
import type { CallRoom } from "../../livekit/room";
import { Reporter } from "./model/reporter";

/** Reports how good the own connection is, for as long as one is in the call. */
export function useQualityReports(room: CallRoom, roomUuid: string | null, inCall: boolean): void {
  const client = useApiClient();
  useEffect(() => {
    if (!inCall || roomUuid === null) return;
    return new Reporter({
      room,
      send: (report, last) => reportQuality(client, roomUuid, report, last),
    }).start();
  }, [client, room, roomUuid, inCall]);
}
