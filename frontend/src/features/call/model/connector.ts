import { type ApiError, mayPass, type Result } from "../../../api/errors";
import type { JoinGrant, RoomInfo } from "../../../api/shapes";
import type { CallRoom } from "../../../livekit/room";
import { waitBefore } from "./backoff";
import { clockOffset } from "./clock";
import {
  type Connection,
  type ConnectionEvent,
  GIVE_UP_AFTER_MS,
  isTrying,
  next,
  startConnection,
  type Trouble,
} from "./connection";

export interface ConnectorSnapshot {
  connection: Connection;
  /** The newest word of the server about the room, the role and the rights. */
  grant: JoinGrant;
  /** When we were first inside, by the local clock; null before. */
  joinedAt: number | null;
  /** Add it to the local clock to get the server's, in milliseconds. */
  offset: number;
}

export interface ConnectorOptions {
  room: CallRoom;
  /** What the lobby was given: good for the first try. */
  grant: JoinGrant;
  fetchGrant: () => Promise<Result<JoinGrant>>;
  fetchRoom: () => Promise<Result<RoomInfo>>;
  /** Where "online" is heard. */
  events?: Pick<EventTarget, "addEventListener" | "removeEventListener">;
  random?: () => number;
}

/**
 * Keeps one person connected: carries out what the connection says is next, and feeds back what came of it.
 * Knows no React and no LiveKit. Nothing happens before `start`, nothing after `stop`.
 */
export class Connector {
  private snapshot: ConnectorSnapshot;
  private readonly changes = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unlisten: () => void = () => undefined;
  private running = false;
  private over = false;
  private holders = 0;
  /** A try that was overtaken (by leaving, or by the next one) must not be believed. */
  private turn = 0;
  private firstGrant: JoinGrant | null;

  constructor(private readonly options: ConnectorOptions) {
    this.firstGrant = options.grant;
    const now = Date.now();
    this.snapshot = {
      connection: startConnection(now),
      grant: options.grant,
      joinedAt: null,
      offset: clockOffset(options.grant.room.server_time, now),
    };
  }

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };

  getSnapshot = () => this.snapshot;

  /**
   * Starts, and stops when the last holder has let go. React's strict mode lets go and takes hold again at once, which must
   * not cost the camera: only what is still let go a moment later is over.
   */
  hold(): () => void {
    this.holders += 1;
    this.start();
    return () => {
      this.holders -= 1;
      setTimeout(() => this.holders === 0 && this.stop(), 0);
    };
  }

  start(): void {
    if (this.running || this.over) return;
    this.running = true;
    const { room, events = window } = this.options;
    const unsubscribe = room.subscribe(this.followLink);
    const unhear = room.listen({
      onDown: (reason) => this.send({ type: "down", reason, at: Date.now() }),
    });
    events.addEventListener("online", this.online);
    this.unlisten = () => {
      unsubscribe();
      unhear();
      events.removeEventListener("online", this.online);
    };
    this.carryOut();
  }

  /** For a page that goes away without a word: stops every track and says good-bye. */
  stop(): void {
    if (!this.running) return;
    this.quiet();
    void this.options.room.leave();
  }

  again = () => this.send({ type: "again", at: Date.now() });

  leave = (how: "left" | "ended" = "left") => this.send({ type: "leave", how });

  private quiet(): void {
    this.running = false;
    this.over = true;
    this.turn += 1;
    clearTimeout(this.timer);
    this.unlisten();
  }

  private send(event: ConnectionEvent): void {
    if (!this.running) return;
    const before = this.snapshot.connection;
    const connection = next(before, event);
    if (connection === before) return;
    const joinedAt = this.snapshot.joinedAt ?? (connection.kind === "inside" ? Date.now() : null);
    this.update({ connection, joinedAt });
    if (connection.kind !== before.kind || isTrying(connection)) this.carryOut();
  }

  private update(change: Partial<ConnectorSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const changed of this.changes) changed();
  }

  private carryOut(): void {
    const { connection } = this.snapshot;
    clearTimeout(this.timer);
    this.turn += 1;
    const turn = this.turn;
    switch (connection.kind) {
      case "connecting":
      case "rejoining": {
        const { random = Math.random } = this.options;
        this.timer = setTimeout(() => void this.attempt(turn), waitBefore(connection.attempt, random()));
        break;
      }
      case "reconnecting":
        this.timer = setTimeout(
          () => this.send({ type: "tired" }),
          connection.since + GIVE_UP_AFTER_MS - Date.now(),
        );
        break;
      case "lost":
        // Whatever LiveKit's client still tries would end in a second connection beside the next of ours.
        void this.options.room.drop();
        break;
      case "checking":
        void this.ask(turn);
        break;
      case "leaving":
        void this.options.room.leave().then(() => this.send({ type: "out" }));
        break;
      case "gone":
        this.quiet();
        void this.options.room.leave();
        break;
      default:
    }
  }

  private async attempt(turn: number): Promise<void> {
    const { room } = this.options;
    // A grant is good for one try: LiveKit may have forgotten its room since.
    const known = this.firstGrant;
    this.firstGrant = null;
    if (known === null) room.warmUp(this.snapshot.grant.url);
    const answer: Result<JoinGrant> =
      known !== null ? { ok: true, value: known } : await this.options.fetchGrant();
    if (turn !== this.turn) return;
    if (!answer.ok) return this.takeRefusal(answer.error);
    if (known === null) {
      const grant = answer.value;
      this.update({ grant, offset: clockOffset(grant.room.server_time, Date.now()) });
    }
    try {
      await room.connect(answer.value.url, answer.value.token);
    } catch {
      // Whatever LiveKit's client says, the next try begins with our own server, which knows more.
      if (turn === this.turn) this.send({ type: "failed", trouble: "network", at: Date.now() });
      return;
    }
    if (turn === this.turn) this.send({ type: "connected" });
  }

  private takeRefusal(error: ApiError): void {
    if (mayPass(error) || error.category === "fault") {
      const trouble: Trouble = error.category === "network" ? "network" : "service";
      this.send({ type: "failed", trouble, at: Date.now() });
    } else {
      this.send({ type: "refused", code: error.code });
    }
  }

  private async ask(turn: number): Promise<void> {
    const answer = await this.options.fetchRoom();
    if (turn !== this.turn) return;
    // Without an answer we believe LiveKit where it put us out, and try again where it only lost the room.
    const mayReturn = answer.ok
      ? answer.value.me.can_join || answer.value.me.code === "consent_required"
      : mayPass(answer.error);
    this.send({ type: "told", mayReturn, at: Date.now() });
  }

  private followLink = () => {
    const { link } = this.options.room.getSnapshot();
    if (link === "resuming" || link === "restarting") {
      this.send({ type: "wavering", media: link === "resuming", at: Date.now() });
    } else if (link === "up" && this.snapshot.connection.kind === "reconnecting") {
      this.send({ type: "connected" });
    }
  };

  /** The network is back: no reason to wait out the pause. */
  private online = () => {
    const { connection } = this.snapshot;
    if (connection.kind === "lost") return this.again();
    if (!isTrying(connection) || connection.attempt === 0) return;
    clearTimeout(this.timer);
    this.turn += 1;
    void this.attempt(this.turn);
  };
}
