import { type LiveOptions, type Watched, watchLive } from "../live/live";

/** Short where a test waits for it, and longer than any test where it must not happen by itself. */
export const LIVE_TEST_PACE = {
  heldBackMs: 5_000,
  silentMs: 5_000,
  againMs: 10,
  longestMs: 40,
  pollForMs: 60_000,
  pollMs: 10,
  patienceMs: 5_000,
  askMs: 60_000,
  restMs: 60_000,
};

const open = new Set<LiveTab>();

/** A tab of a browser in which Jonas is logged in and watches his booking, with what it was told. */
export class LiveTab {
  readonly rooms: Watched[] = [];
  readonly denied: string[] = [];
  overs = 0;
  private readonly stop: () => void;

  constructor(options: Partial<LiveOptions> = {}) {
    this.stop = watchLive({
      address: "/api/v1/live/",
      user: "7",
      watches: ["booking:12"],
      onRoom: (room) => this.rooms.push(room),
      onDenied: ({ watch }) => this.denied.push(watch),
      onOver: () => {
        this.overs += 1;
      },
      pace: LIVE_TEST_PACE,
      ...options,
    });
    open.add(this);
  }

  get counts(): number[] {
    return this.rooms.map((room) => room.participant_count);
  }

  get isOver(): boolean {
    return this.overs > 0;
  }

  close(): void {
    open.delete(this);
    this.stop();
  }
}

export function closeTabs(): void {
  for (const tab of open) tab.close();
}

/** The person looks at another tab, or at this one again. */
export function look(at: "elsewhere" | "here"): void {
  Object.defineProperty(document, "hidden", { configurable: true, value: at === "elsewhere" });
  document.dispatchEvent(new Event("visibilitychange"));
}

export function forgetLook(): void {
  Reflect.deleteProperty(document, "hidden");
}
