import { useMemo } from "react";
import { permissionsFrom, type RoomPermissions } from "./roomPermissions";
import type { JoinGrant } from "./shapes";

export function useRoomPermissions(grant: JoinGrant): RoomPermissions {
  return useMemo(() => permissionsFrom(grant), [grant]);
}
