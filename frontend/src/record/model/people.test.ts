import { describe, expect, it } from "vitest";
import type { RecordingRoster } from "../../api/shapes";
import type { RecordedParticipant, RecordedSnapshot } from "../../livekit/recordedRoom";
import { planFor } from "./layout";
import { admittedBy, peopleIn, questionable, someoneIsHeldBack, wishesFor } from "./people";

const NADIA = { identity: "n", name: "Dr. Nadia Rahman", role: "host", in_recording: true } as const;
const JONAS = { identity: "j", name: "Jonas Weber", role: "participant", in_recording: true } as const;
const MARA = { identity: "m", name: "Mara Lindgren", role: "participant", in_recording: false } as const;

const rosterOf = (...people: RecordingRoster["people"]): RecordingRoster => ({
  room: { title: "Breathwork", room_type: "group" },
  people,
});
const picture = (id: string) => ({ id, attach: () => () => undefined });
const seen = (identity: string, changes: Partial<RecordedParticipant> = {}): RecordedParticipant => ({
  identity,
  joinedAt: 1_000,
  camera: null,
  screen: null,
  micOn: true,
  speaking: false,
  ...changes,
});
const snapshot = (changes: Partial<RecordedSnapshot> = {}): RecordedSnapshot => ({
  up: true,
  people: [],
  sounds: [],
  present: new Map(),
  awaited: 0,
  metadata: "",
  ...changes,
});
const idOf = (identity: string) => `id-${identity}`;

describe("who is admitted", () => {
  it("is nobody before the server has said so", () => {
    expect(admittedBy(null)).toEqual(new Set());
  });

  it("is whoever stands on the roster as in the recording", () => {
    expect(admittedBy(rosterOf(NADIA, JONAS, MARA))).toEqual(new Set(["n", "j"]));
  });
});

describe("who is shown", () => {
  it("has the name and the role that our server gives, whatever LiveKit says", () => {
    const [shown] = peopleIn(rosterOf(NADIA), snapshot({ people: [seen("n", { speaking: true })] }), idOf);
    expect(shown).toMatchObject({
      name: "Dr. Nadia Rahman",
      role: "host",
      speaking: true,
      isSelf: false,
      quality: "unknown",
    });
  });

  it("carries no identity of LiveKit's: it may hold an e-mail address", () => {
    const [shown] = peopleIn(rosterOf(NADIA), snapshot({ people: [seen("n")] }), idOf);
    expect(JSON.stringify(shown)).not.toContain('"n"');
    expect(shown).not.toHaveProperty("identity");
  });

  it("is nobody whom the roster does not name, and nobody before there is one", () => {
    const inside = snapshot({ people: [seen("eve"), seen("n")] });
    expect(peopleIn(rosterOf(NADIA), inside, idOf).map(({ name }) => name)).toEqual(["Dr. Nadia Rahman"]);
    expect(peopleIn(null, inside, idOf)).toEqual([]);
  });

  it("is nobody who is held back, even while LiveKit still sends them", () => {
    expect(peopleIn(rosterOf(MARA), snapshot({ people: [seen("m")] }), idOf)).toEqual([]);
  });

  it("is nobody who is on the roster and not inside", () => {
    expect(peopleIn(rosterOf(NADIA, JONAS), snapshot({ people: [seen("j")] }), idOf)).toHaveLength(1);
  });
});

describe("about whom the server is asked", () => {
  const of = (...present: [string, boolean][]) => snapshot({ present: new Map(present) });

  it("is nobody who is known and in the recording", () => {
    expect(questionable(rosterOf(NADIA, JONAS), of(["n", true], ["j", false]))).toBe("");
  });

  it("is whoever is unknown, also before they offer anything", () => {
    const before = questionable(rosterOf(NADIA), of(["n", true], ["x", false]));
    const after = questionable(rosterOf(NADIA), of(["n", true], ["x", true]));
    expect(before).not.toBe("");
    expect(after).not.toBe(before);
  });

  it("is whoever is held back and offers something: they may just have agreed", () => {
    expect(questionable(rosterOf(MARA), of(["m", false]))).toBe("");
    expect(questionable(rosterOf(MARA), of(["m", true]))).not.toBe("");
  });

  it("does not depend on the order in which they came", () => {
    expect(questionable(null, of(["a", true], ["b", true]))).toBe(
      questionable(null, of(["b", true], ["a", true])),
    );
  });
});

describe("whether somebody is held back", () => {
  it("counts only who is inside", () => {
    expect(someoneIsHeldBack(rosterOf(MARA), snapshot())).toBe(false);
    expect(someoneIsHeldBack(rosterOf(MARA), snapshot({ present: new Map([["m", false]]) }))).toBe(true);
  });

  it("is no question of strangers", () => {
    expect(someoneIsHeldBack(rosterOf(NADIA), snapshot({ present: new Map([["x", true]]) }))).toBe(false);
    expect(someoneIsHeldBack(null, snapshot({ present: new Map([["x", true]]) }))).toBe(false);
  });
});

describe("how well a picture is wanted", () => {
  const HD = { width: 1280, height: 720 };
  const crowd = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `p${index + 1}`);
    const everybody = names.map((identity) => ({ ...JONAS, identity, name: identity }));
    const all = names.map((identity) => seen(identity, { camera: picture(`cam-${identity}`) }));
    return {
      names,
      people: peopleIn(rosterOf(...everybody), snapshot({ people: all }), (identity) => identity),
    };
  };

  it("is at its best for everybody, where there are few", () => {
    const { names, people } = crowd(4);
    const wishes = wishesFor(people, planFor(HD, "speaker", { people: names, screen: null }));
    expect([...wishes.values()]).toEqual(["large", "large", "large", "large"]);
  });

  it("is at its best only where it is large, where there are many", () => {
    const { names, people } = crowd(5);
    const wishes = wishesFor(people, planFor(HD, "speaker", { people: names, screen: null }));
    expect([...wishes.values()]).toEqual(["large", "small", "small", "small", "small"]);
  });

  it("is not at all where it has no place", () => {
    const { names, people } = crowd(3);
    const wishes = wishesFor(people, planFor(HD, "single-speaker", { people: names, screen: null }));
    expect([...wishes]).toEqual([
      ["cam-p1", "large"],
      ["cam-p2", "unseen"],
      ["cam-p3", "unseen"],
    ]);
  });

  it("of a screen is always at its best, and of a second one none", () => {
    const shares = ["j", "n"].map((identity) => seen(identity, { screen: picture(`screen-of-${identity}`) }));
    const people = peopleIn(rosterOf(NADIA, JONAS), snapshot({ people: shares }), (identity) => identity);
    const wishes = wishesFor(people, planFor(HD, "grid", { people: ["n", "j"], screen: "screen-n" }));
    expect(wishes.get("screen-of-n")).toBe("large");
    expect(wishes.get("screen-of-j")).toBe("unseen");
  });
});
