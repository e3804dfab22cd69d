import type { QualityReport } from "../../../api/shapes";
import type { CallRoom, RoomLink, RoomSnapshot } from "../../../livekit/room";
import {
  addIncident,
  addSample,
  type Batches,
  cut,
  type Incident,
  NOTHING,
  reportOf,
  settle,
} from "./batches";
import { type Look, lostBetween, sampleBetween } from "./sample";

/** "later": nobody answered, so the same again; "never": the server does not want it. */
export type Sent = "taken" | "later" | "never";

export interface ReporterOptions {
  room: CallRoom;
  /** Must not fail. `last`: the page is about to go away. */
  send: (report: QualityReport, last: boolean) => Promise<Sent>;
  /** Where "pagehide" is heard. */
  events?: Pick<EventTarget, "addEventListener" | "removeEventListener">;
}

export const LOOK_MS = 5_000;

/**
 * Measures the own connection while the call runs, and tells the server. Whatever goes wrong with that stays here: the
 * call must not notice, and nobody is asked anything.
 */
export class Reporter {
  private batches: Batches = NOTHING;
  private last: Look | null = null;
  private lastAt: number | null = null;
  private link: RoomLink;
  private cameraOn: boolean;
  private busy = false;
  private sending = false;

  constructor(private readonly options: ReporterOptions) {
    const { link, camera } = options.room.getSnapshot();
    this.link = link;
    this.cameraOn = camera.on;
  }

  /** Returns what stops it and tells the rest. */
  start(): () => void {
    const { room, events = window } = this.options;
    const timer = setInterval(() => void this.look(), LOOK_MS);
    const unsubscribe = room.subscribe(() => this.follow(room.getSnapshot()));
    const unhear = room.listen({
      onNotice: ({ kind }) => kind !== "replaced" && this.note("device_error"),
      onTrouble: (trouble) => this.note(trouble === "silence" ? "silence" : "subscription_failed"),
    });
    events.addEventListener("pagehide", this.flush);
    return () => {
      clearInterval(timer);
      unsubscribe();
      unhear();
      events.removeEventListener("pagehide", this.flush);
      this.flush();
    };
  }

  private async look(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.measure();
    } catch {
      // A browser that cannot count: then nothing is reported.
      this.last = null;
    } finally {
      this.busy = false;
    }
    await this.deliver();
  }

  private async measure(): Promise<void> {
    const { link } = this.options.room.getSnapshot();
    const before = this.last;
    const since = this.lastAt;
    this.last = null;
    this.lastAt = Date.now();
    if (link === "restarting") {
      const { sid } = this.batches;
      const lost = since === null ? null : lostBetween(since, this.lastAt);
      if (sid !== null && lost !== null) this.batches = addSample(this.batches, sid, lost);
      return;
    }
    const vitals = await this.options.room.measure();
    if (vitals === null) return;
    this.last = { at: Date.now(), vitals };
    const sample = before === null ? null : sampleBetween(before, this.last);
    if (sample !== null) this.batches = addSample(this.batches, vitals.sid, sample);
  }

  private follow({ link, camera }: RoomSnapshot): void {
    if (link !== this.link) {
      const isMending = (one: RoomLink) => one === "resuming" || one === "restarting";
      if (this.link === "up" && isMending(link)) this.note("reconnecting");
      if (isMending(this.link) && link === "up") this.note("reconnected");
      this.link = link;
    }
    // Leaving turns everything off, which is no choice.
    if (this.cameraOn && !camera.on && link === "up") this.note("camera_off");
    this.cameraOn = camera.on;
  }

  private note(kind: Incident["kind"]): void {
    this.batches = addIncident(this.batches, { kind, at: Date.now() });
  }

  /** One after the other, oldest first; a server that does not answer is not asked again before the next look. */
  private async deliver(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    for (let batch = this.batches.waiting[0]; batch !== undefined; batch = this.batches.waiting[0]) {
      const sent = await this.options.send(reportOf(batch, Date.now()), false);
      if (sent === "later") break;
      this.batches = settle(this.batches, batch);
    }
    this.sending = false;
  }

  /** All at once, because nobody waits for the answers; what was under way already counts once all the same. */
  private flush = () => {
    this.batches = cut(this.batches);
    const { waiting } = this.batches;
    this.batches = { ...this.batches, waiting: [] };
    for (const batch of waiting) void this.options.send(reportOf(batch, Date.now()), true);
  };
}
