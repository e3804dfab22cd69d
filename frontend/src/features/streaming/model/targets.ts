import type { ApiError, Result } from "../../../api/errors";
import type { NewStreamTarget, StreamTarget, StreamTargetList } from "../../../api/shapes";

/** While the list is before somebody's eyes, how each place stands is no older than this. */
const EVERY_MS = 3_000;

export interface TargetsApi {
  list: () => Promise<Result<StreamTargetList>>;
  add: (target: NewStreamTarget) => Promise<Result<StreamTarget>>;
  start: (id: string) => Promise<Result<StreamTarget>>;
  stop: (id: string) => Promise<Result<StreamTarget>>;
  remove: (id: string) => Promise<Result<null>>;
}

export interface TargetsSnapshot {
  /** null before the first answer. */
  targets: readonly StreamTarget[] | null;
  /** Why the list is not to be had, or is older than it should be. */
  problem: ApiError | null;
}

/** The places that a room may be streamed to, as the server tells them; asked for again and again while somebody looks. */
export class TargetList {
  private snapshot: TargetsSnapshot = { targets: null, problem: null };
  private readonly changes = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  /** An answer to an older question than the newest says nothing. */
  private turn = 0;

  constructor(private readonly api: TargetsApi) {}

  subscribe = (changed: () => void) => {
    this.changes.add(changed);
    return () => void this.changes.delete(changed);
  };

  getSnapshot = () => this.snapshot;

  /** Asks until what is returned is called. */
  open = () => {
    this.running = true;
    void this.look();
    return () => {
      this.running = false;
      clearTimeout(this.timer);
    };
  };

  /** Asks now. */
  look = async (): Promise<void> => {
    if (!this.running) return;
    clearTimeout(this.timer);
    this.turn += 1;
    const turn = this.turn;
    const answer = await this.api.list();
    if (!this.running || turn !== this.turn) return;
    if (answer.ok) this.show({ targets: answer.value.results, problem: null });
    else this.show({ ...this.snapshot, problem: answer.error });
    this.timer = setTimeout(() => void this.look(), EVERY_MS);
  };

  add = (target: NewStreamTarget) => this.change(this.api.add(target));
  start = (id: string) => this.change(this.api.start(id));
  stop = (id: string) => this.change(this.api.stop(id));
  remove = (id: string) => this.change(this.api.remove(id));

  /** The list follows before it is said to be done. Returns why nothing was changed. */
  private async change(ask: Promise<Result<unknown>>): Promise<ApiError | null> {
    const answer = await ask;
    await this.look();
    return answer.ok ? null : answer.error;
  }

  private show(next: TargetsSnapshot): void {
    this.snapshot = next;
    for (const changed of this.changes) changed();
  }
}

/** One that is on air, or on its way there or back, is taken off first. */
export function isOnAir({ status }: Pick<StreamTarget, "status">): boolean {
  return status === "starting" || status === "live" || status === "ending";
}

/** What somebody who does not see the list must hear of it: how places stand now that stood otherwise before. */
export function movedBetween(
  before: readonly StreamTarget[] | null,
  after: readonly StreamTarget[] | null,
): StreamTarget[] {
  const known = new Map(before?.map(({ id, status }) => [id, status]));
  return (after ?? []).filter(({ id, status }) => known.has(id) && known.get(id) !== status);
}
