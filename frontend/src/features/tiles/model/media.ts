import type { Person } from "../../../livekit/room";
import type { LayoutMedia } from "./layout";
import { hasTile, inOrder } from "./roster";

export interface OnStage {
  /** Everybody with a tile, in order. */
  shown: Person[];
  /** Whose screen is shown. Not one's own: a picture in a picture in a picture. */
  sharer: Person | undefined;
  media: LayoutMedia;
}

/** What there is to show of these people. */
export function onStage(people: readonly Person[], roomType: LayoutMedia["roomType"]): OnStage {
  const shown = inOrder(people.filter(hasTile));
  const sharer = shown.find(({ screen, isSelf }) => screen !== null && !isSelf);
  const media = {
    roomType,
    people: shown.map(({ id }) => id),
    self: shown.find(({ isSelf }) => isSelf)?.id ?? null,
    screen: sharer === undefined ? null : `screen-${sharer.id}`,
  };
  return { shown, sharer, media };
}
