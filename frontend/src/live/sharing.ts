import { follow } from "./following";
import { beginToLead, type Lead } from "./leading";
import type { Said } from "./said";
import { earsOf, type LiveOptions } from "./tab";

/** One tab leads: whoever has the lock of this name. It holds the lines for all of them, and tells the others. */
export function share(options: LiveOptions): () => void {
  const name = `rooms-live-2:${options.address}:${options.user}`;
  const me = Math.random().toString(36).slice(2);
  const channel = new BroadcastChannel(name);
  const stopped = new AbortController();
  const say = (said: Said) => channel.postMessage(said);
  const want = () => say({ kind: "want", from: me, watches: options.watches });
  const ears = earsOf(options);
  const follower = follow(options, { ears, me, want });
  let lead: Lead | null = null;

  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === "who") want();
    if (lead === null) follower.hear(data);
    else lead.hear(data);
  };
  navigator.locks
    .request(name, { signal: stopped.signal }, () => {
      follower.stop();
      lead = beginToLead(options, { ears, say });
      return new Promise<void>((release) => stopped.signal.addEventListener("abort", () => release()));
    })
    .catch(() => {}); // stopped before it was this tab's turn

  return () => {
    say({ kind: "leave", from: me });
    lead?.stop();
    follower.stop();
    channel.close();
    stopped.abort();
  };
}
