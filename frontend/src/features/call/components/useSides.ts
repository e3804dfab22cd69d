import { useMemo } from "react";
import type { RoomPermissions } from "../../../api/roomPermissions";
import type { JoinGrant } from "../../../api/shapes";
import type { CallRoom, RoomSnapshot } from "../../../livekit/room";
import { useChat } from "../../chat/components/useChat";
import type { PanelButton } from "../../controls/components/PanelControl";
import { useModeration } from "../../people/components/useModeration";
import { hasStage, inOrder } from "../../tiles/model/roster";
import type { Connection } from "../model/connection";
import type { PanelName } from "../model/keptPanel";
import { withOwnLine } from "../model/trouble";
import type { PanelsProps } from "./Panels";
import { useArrivals } from "./useArrivals";
import { usePanels } from "./usePanels";

interface Facts {
  room: CallRoom;
  call: RoomSnapshot;
  connection: Connection;
  grant: JoinGrant;
  offset: number;
  permissions: RoomPermissions;
  /** How many watch; null where everybody sees everybody. */
  watching: number | null;
  /** One's own connection, calmed. */
  weak: boolean;
}

export interface Sides extends PanelsProps {
  /** What opens them: in a wide bar, and in More. */
  buttons: readonly PanelButton[];
  inMore: readonly PanelButton[];
}

/** What stands beside the stage in this room, for this person, and what opens it. What there is not has no button. */
export function useSides({
  room,
  call,
  connection,
  grant,
  offset,
  permissions,
  watching,
  weak,
}: Facts): Sides {
  const { room_type, features, id } = grant.room;
  const roomId = id ?? "";
  const selfId = grant.participant_id;
  const { canModerate } = permissions;
  // In a conversation of two there is nobody to look up, unless one may put somebody out or let them back in.
  const hasPeople = canModerate || room_type !== "individual" || call.people.length > 2;
  const names: PanelName[] = [
    ...(features.chat ? ["chat" as const] : []),
    ...(hasPeople ? ["people" as const] : []),
  ];
  const panels = usePanels(names, {
    roomId,
    selfId,
    isSidebar: hasStage(room_type) && names.length > 1,
    yields: connection.kind === "lost",
  });
  const chat = useChat({ room, roomId, selfId, offset }, features.chat);
  const arrivals = useArrivals(call, connection, { roomType: room_type, offset });
  const moderation = useModeration(roomId, call.people, canModerate && panels.open === "people");
  // Rows rest as long as their person is the same.
  const people = useMemo(() => inOrder(withOwnLine(call.people, weak)), [call.people, weak]);

  const unread = chat?.unread ?? 0;
  const button = (name: PanelName): PanelButton => ({
    kind: name,
    open: panels.open === name,
    toggle: () => panels.toggle(name),
    panelId: panels.id,
    ...(name === "chat" ? { unread } : { people: watching === null ? call.people.length : undefined }),
  });
  // As in the mock-ups: people, then chat, which is nearest to the corner.
  const separate = [...names].reverse().map(button);
  const sidebar: PanelButton = {
    kind: "sidebar",
    open: panels.open !== null,
    toggle: panels.toggleSidebar,
    panelId: panels.id,
    unread,
  };

  return {
    panels,
    names,
    chat,
    log: { arrivals, selfId, offset },
    people: {
      roomId,
      people,
      audience: watching === null ? undefined : { count: watching, hidden: room_type === "broadcast" },
      moderation: canModerate ? moderation : undefined,
    },
    buttons: panels.isSidebar ? [sidebar] : separate,
    // Chat stands first where one looks for what is new; in a conversation of two it has its own place in the bar.
    inMore: panels.isBelow
      ? []
      : names.filter((name) => room_type !== "individual" || name !== "chat").map(button),
  };
}
