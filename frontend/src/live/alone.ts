import { openLines } from "./lines";
import { type Ears, LIVE_PACE, type LiveOptions } from "./tab";

/** Listens for one tab only. Returns how to stop. */
export function alone(
  { address, watches, pace = LIVE_PACE }: LiveOptions,
  ears: Ears,
  streams: number,
): () => void {
  const lines = openLines({ address, pace, streams, onNews: ears.news, onOver: ears.over });
  lines.watch(watches);
  return lines.stop;
}
