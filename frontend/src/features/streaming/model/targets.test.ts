import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ApiError, networkError, type Result } from "../../../api/errors";
import type { StreamTarget, StreamTargetList } from "../../../api/shapes";
import { aTarget } from "../../../testing/streamingServer";
import { isOnAir, movedBetween, TargetList } from "./targets";

const refused: ApiError = {
  code: "stream_active",
  category: "refused",
  detail: "It is on air.",
  retryAt: null,
  status: 409,
};
const of = (...results: StreamTarget[]): Result<StreamTargetList> => ({
  ok: true,
  value: { next: null, previous: null, results },
});

let answers: Result<StreamTargetList>;
let changed: Result<null>;
let asked: string[];
let close: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  answers = of();
  changed = { ok: true, value: null };
  asked = [];
});
afterEach(() => {
  close();
  vi.useRealTimers();
});

function open(): TargetList {
  const press = (what: string) => async () => {
    asked.push(what);
    return changed as Result<never>;
  };
  const list = new TargetList({
    list: async () => {
      asked.push("list");
      return answers;
    },
    add: press("add"),
    start: press("start"),
    stop: press("stop"),
    remove: press("remove"),
  });
  close = list.open();
  return list;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("the list of targets", () => {
  it("is asked for at once, and every three seconds while it is open", async () => {
    const list = open();
    expect(list.getSnapshot().targets).toBeNull();
    await pass(0);
    expect(list.getSnapshot().targets).toEqual([]);
    answers = of(aTarget());
    await pass(2_999);
    expect(asked).toEqual(["list"]);
    await pass(1);
    expect(list.getSnapshot().targets).toEqual([aTarget()]);
  });

  it("is not asked for when nobody looks any more", async () => {
    const list = open();
    await pass(0);
    close();
    await list.look();
    await pass(60_000);
    expect(asked).toEqual(["list"]);
  });

  it("shows what it knows, and why it knows no more, while the server is silent; and goes on asking", async () => {
    answers = of(aTarget());
    const list = open();
    await pass(0);
    answers = { ok: false, error: networkError };
    await pass(3_000);
    expect(list.getSnapshot()).toEqual({ targets: [aTarget()], problem: networkError });
    answers = of(aTarget({ status: "live" }));
    await pass(3_000);
    expect(list.getSnapshot()).toEqual({ targets: [aTarget({ status: "live" })], problem: null });
  });

  it("shows nothing before the server says it, and has it when a change is done", async () => {
    answers = of(aTarget());
    const list = open();
    await pass(0);
    const start = list.start("t-youtube");
    expect(list.getSnapshot().targets).toEqual([aTarget()]);
    answers = of(aTarget({ status: "starting" }));
    expect(await start).toBeNull();
    expect(list.getSnapshot().targets).toEqual([aTarget({ status: "starting" })]);
    expect(asked).toEqual(["list", "start", "list"]);
  });

  it.each(["start", "stop", "remove"] as const)("says why %s changed nothing", async (press) => {
    const list = open();
    await pass(0);
    changed = { ok: false, error: refused };
    expect(await list[press]("t-youtube")).toBe(refused);
    expect(await list.add({ name: "", url: "", key: "" })).toBe(refused);
  });

  it("believes the newest question's answer, in whatever order they come", async () => {
    let late: (answer: Result<StreamTargetList>) => void = () => undefined;
    const questions: Promise<Result<StreamTargetList>>[] = [
      new Promise((resolve) => {
        late = resolve;
      }),
      Promise.resolve(of(aTarget({ status: "live" }))),
    ];
    const nothing = async () => changed as Result<never>;
    const list = new TargetList({
      list: () => questions.shift() as Promise<Result<StreamTargetList>>,
      add: nothing,
      start: nothing,
      stop: nothing,
      remove: nothing,
    });
    close = list.open();
    await list.look();
    late(of(aTarget({ status: "starting" })));
    await pass(0);
    expect(list.getSnapshot().targets).toEqual([aTarget({ status: "live" })]);
  });
});

describe("a target", () => {
  it("is on air, or nearly, until it has ended", () => {
    expect((["starting", "live", "ending"] as const).every((status) => isOnAir({ status }))).toBe(true);
    expect((["idle", "failed"] as const).some((status) => isOnAir({ status }))).toBe(false);
  });

  it("has moved when it stands otherwise than before; what is new has not", () => {
    const live = aTarget({ status: "live" });
    expect(movedBetween([aTarget()], [live])).toEqual([live]);
    expect(movedBetween([live], [live])).toEqual([]);
    expect(movedBetween([], [live])).toEqual([]);
    expect(movedBetween(null, [live])).toEqual([]);
    expect(movedBetween([live], null)).toEqual([]);
  });
});
