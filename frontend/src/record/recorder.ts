import type { RosterAnswer } from "../api/recordingRoster";
import type { RecordingRoster } from "../api/shapes";
import type { RecordedRoom, Wish } from "../livekit/recordedRoom";
import type { DownReason, Person, Sound } from "../livekit/room";
import { isSame } from "../livekit/roomPeople";
import { layoutIn, type Parameters, type RecordLayout } from "./model/parameters";
import { admittedBy, peopleIn, questionable, someoneIsHeldBack } from "./model/people";
import { RosterWatch } from "./rosterWatch";

/**
 * What a recorder listens for on the console. When to begin and to end are LiveKit's words; that the call is away meanwhile,
 * so that the last picture stands and nobody is heard, only our own recorder knows.
 */
export type Signal = "START_RECORDING" | "END_RECORDING" | "LINE_DOWN" | "LINE_UP";

/** All that is drawn, played and waited for. */
export interface RecordView {
  /** Of the session; empty where it has none, or is not known yet. */
  title: string;
  layout: RecordLayout;
  people: readonly Person[];
  sounds: readonly Sound[];
  /** Somebody is inside and may not be shown. */
  heldBack: boolean;
  /** We are in the call and know whom to show. */
  ready: boolean;
  /** Pictures that are on their way. */
  awaited: number;
}

/** So long a line that broke, or never was, is tried again: as long as the people in the call try. */
const GIVE_UP_MS = 60_000;
const BACK_OFF_MS = [250, 500, 1_000, 2_000];

/**
 * The recording from the first connection to the last: follows the call, shows whom the server's roster names, and says
 * when it begins and when it is over. It is over when LiveKit says so; a line that breaks is only an interruption.
 */
export class Recorder {
  private readonly changes = new Set<() => void>();
  private readonly ids = new Map<string, string>();
  private readonly watch: RosterWatch;
  private roster: RecordingRoster | null = null;
  private asked = "";
  private brokenAt: number | null = null;
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private hasStarted = false;
  private hasLine = true;
  private isOver = false;
  private view: RecordView | null = null;

  constructor(
    private readonly parameters: Parameters,
    private readonly room: RecordedRoom,
    ask: () => Promise<RosterAnswer>,
    private readonly say: (signal: Signal) => void,
  ) {
    this.watch = new RosterWatch(ask, { onRoster: this.heard, onEnded: this.told });
    room.subscribe(this.changed);
    room.listen({ onDown: this.down, onNews: () => this.watch.askSoon() });
  }

  start(): void {
    this.watch.start();
    void this.connect();
  }

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };

  getView = (): RecordView => {
    this.view ??= this.look();
    return this.view;
  };

  wish = (pictures: ReadonlyMap<string, Wish>) => this.room.wish(pictures);

  /** What is ready is on the screen: from here on it counts. */
  shown(): void {
    if (this.hasStarted || this.isOver) return;
    this.hasStarted = true;
    this.say("START_RECORDING");
    this.tellLine();
  }

  private async connect(): Promise<void> {
    try {
      await this.room.connect(this.parameters.url, this.parameters.token);
      this.brokenAt = null;
      this.tries = 0;
    } catch {
      // Whatever it was: LiveKit may be on its way back, and whether the room is gone we cannot tell from here.
      this.tryAgain();
    }
  }

  private tryAgain(): void {
    if (this.isOver) return;
    this.brokenAt ??= performance.now();
    if (performance.now() - this.brokenAt >= GIVE_UP_MS) {
      this.end();
      return;
    }
    const wait = BACK_OFF_MS[Math.min(this.tries, BACK_OFF_MS.length - 1)];
    this.tries += 1;
    this.retry = setTimeout(() => void this.connect(), wait);
  }

  private down = (reason: DownReason) => {
    if (reason === "unexpected") this.tryAgain();
    else this.end();
  };

  private heard = (roster: RecordingRoster) => {
    this.roster = roster;
    this.room.admit(admittedBy(roster));
    this.changed();
  };

  /** Our server's word counts where LiveKit has none: while there is a line, LiveKit ends it. */
  private told = () => {
    if (this.brokenAt !== null) this.end();
  };

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.watch.stop();
    clearTimeout(this.retry);
    this.say("END_RECORDING");
    void this.room.leave();
  }

  private tellLine(): void {
    const { up } = this.room.getSnapshot();
    if (!this.hasStarted || this.isOver || up === this.hasLine) return;
    this.hasLine = up;
    this.say(up ? "LINE_UP" : "LINE_DOWN");
  }

  private changed = () => {
    this.tellLine();
    const open = questionable(this.roster, this.room.getSnapshot());
    if (open !== this.asked && open !== "") this.watch.askSoon();
    this.asked = open;
    this.view = this.look();
    for (const changed of this.changes) changed();
  };

  private look(): RecordView {
    const { room, roster } = this;
    const snapshot = room.getSnapshot();
    return {
      title: roster?.room.title ?? "",
      layout: layoutIn(snapshot.metadata) ?? this.parameters.layout,
      people: peopleIn(roster, snapshot, this.idOf).map(this.known),
      sounds: snapshot.sounds,
      heldBack: someoneIsHeldBack(roster, snapshot),
      ready: snapshot.up && roster !== null,
      awaited: snapshot.awaited,
    };
  }

  /** The same object as long as nothing about them changes, so that only their tile is drawn anew. */
  private known = (now: Person): Person => {
    const before = this.view?.people.find(({ id }) => id === now.id);
    return before !== undefined && isSame(before, now) ? before : now;
  };

  private idOf = (identity: string): string => {
    const id = this.ids.get(identity) ?? `p${this.ids.size + 1}`;
    this.ids.set(identity, id);
    return id;
  };
}
