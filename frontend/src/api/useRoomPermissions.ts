import { useMemo } from "react";
import { asIfFree, permissionsFrom, type RoomPermissions } from "./roomPermissions";
import type { JoinGrant } from "./shapes";

/** What the person's role lets them do. Whether the server lets anything out just now, the call itself knows. */
export function useRoomPermissions(grant: JoinGrant): RoomPermissions {
  return useMemo(() => permissionsFrom(asIfFree(grant)), [grant]);
}
