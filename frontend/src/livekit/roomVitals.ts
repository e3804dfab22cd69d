import type { Room } from "livekit-client";
import type { Flow, Vitals } from "./room";
import { qualityOf } from "./roomPeople";

/** What we read of the browser's statistics. Of the candidates, which hold addresses, nothing is looked at. */
interface Stat {
  id: string;
  type: string;
  kind?: string;
  localId?: string;
  packetsSent?: number;
  packetsReceived?: number;
  packetsLost?: number;
  bytesSent?: number;
  bytesReceived?: number;
  jitter?: number;
  currentRoundTripTime?: number;
  selectedCandidatePairId?: string;
  nominated?: boolean;
  state?: string;
}

export type Counted = Pick<Vitals, "rttMs" | "jitterMs" | "sent" | "received">;

/** One look at each peer connection: with one that sends and receives it is a single pass. */
export async function measure(room: Room): Promise<Vitals | null> {
  const { sid } = room.localParticipant;
  const pcs = room.engine?.pcManager;
  if (pcs === undefined || sid === "") return null;
  const reports = await Promise.all([pcs.publisher.getStats(), pcs.subscriber?.getStats()]);
  const stats: Stat[] = [];
  for (const report of reports) stats.push(...((report?.values() ?? []) as Iterable<Stat>));
  return { sid, quality: qualityOf(room.localParticipant), ...countedIn(stats) };
}

export function countedIn(stats: readonly Stat[]): Counted {
  const sent = new Map<string, Flow>();
  const received = new Map<string, Flow>();
  const lost = new Map<string, number>();
  const jitters: number[] = [];
  for (const stat of stats) {
    switch (stat.type) {
      case "outbound-rtp":
        sent.set(stat.id, { packets: stat.packetsSent ?? 0, lost: 0, bytes: stat.bytesSent ?? 0 });
        break;
      case "remote-inbound-rtp":
        if (stat.localId !== undefined) lost.set(stat.localId, stat.packetsLost ?? 0);
        break;
      case "inbound-rtp":
        received.set(stat.id, {
          packets: stat.packetsReceived ?? 0,
          lost: stat.packetsLost ?? 0,
          bytes: stat.bytesReceived ?? 0,
        });
        if (stat.kind === "audio" && stat.jitter !== undefined) jitters.push(stat.jitter);
        break;
      default:
    }
  }
  for (const [id, flow] of sent) flow.lost = lost.get(id) ?? 0;
  return { rttMs: ms(roundTrips(stats)), jitterMs: ms(jitters), sent, received };
}

/** Of the paths in use; where the browser does not say which those are, of all that were agreed on. */
function roundTrips(stats: readonly Stat[]): number[] {
  const inUse = new Set(stats.map(({ selectedCandidatePairId }) => selectedCandidatePairId));
  const pairs = stats.filter(({ type }) => type === "candidate-pair");
  const selected = pairs.filter(({ id }) => inUse.has(id));
  const paths =
    selected.length > 0 ? selected : pairs.filter((pair) => pair.nominated && pair.state === "succeeded");
  const times = paths.map((pair) => pair.currentRoundTripTime);
  return times.filter((time) => time !== undefined);
}

/** The longest of some seconds, in milliseconds. */
function ms(seconds: readonly number[]): number | null {
  return seconds.length === 0 ? null : Math.max(...seconds) * 1_000;
}
