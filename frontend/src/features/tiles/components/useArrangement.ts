import { type RefObject, useState } from "react";
import type { Person } from "../../../livekit/room";
import type { Arrangement } from "../model/arrangement";
import { hasChoice, type LayoutMedia } from "../model/layout";
import { onStage } from "../model/media";
import type { LayoutControlProps } from "./LayoutControl";
import { useSize } from "./useSize";

interface Chosen {
  arrangement: Arrangement;
  /** The choice; null while it would change nothing. What was chosen is kept for when it does. */
  layout: LayoutControlProps | null;
}

/** How a group is shown on this stage. */
export function useArrangement(
  stage: RefObject<HTMLElement | null>,
  people: readonly Person[],
  roomType: LayoutMedia["roomType"],
): Chosen {
  const [arrangement, choose] = useState<Arrangement>("grid");
  const { size } = useSize(stage);
  const canChoose = hasChoice(size, onStage(people, roomType).media);
  return { arrangement, layout: canChoose ? { arrangement, choose } : null };
}
