import { describe, expect, it } from "vitest";
import type { RoomPerson } from "../../../api/shapes";
import { JONAS, jonasIs, NADIA, SAMIRA, sessionRoom, webinarRoom } from "../../../testing/people";
import { othersIn, titleOf, watchesOnly, whoCanEnter } from "./people";

const names = (people: RoomPerson[]) => people.map((person) => person.name);

describe("the other side", () => {
  it("is Dr. Rahman to Jonas", () => {
    expect(names(othersIn(sessionRoom()))).toEqual([NADIA.name]);
  });

  it("is Jonas to Dr. Rahman", () => {
    const room = sessionRoom({ me: jonasIs({ role: "host", name: NADIA.name, participant_id: NADIA.id }) });
    expect(names(othersIn(room))).toEqual([JONAS.name]);
  });

  it("is told apart by name while nobody has an id yet", () => {
    const people = [
      { ...NADIA, id: null },
      { ...JONAS, id: null },
    ];
    expect(names(othersIn(sessionRoom({ people, me: jonasIs({ participant_id: null }) })))).toEqual([
      NADIA.name,
    ]);
  });

  it("does not swallow somebody of the same name who has another role", () => {
    const namesake: RoomPerson = { id: null, name: JONAS.name, role: "host", inside: false };
    const room = sessionRoom({
      people: [namesake, { ...JONAS, id: null }],
      me: jonasIs({ participant_id: null }),
    });
    expect(othersIn(room)).toEqual([namesake]);
  });

  it("shows hosts first, and three at most", () => {
    const clients = ["A", "B", "C"].map((name) => ({ ...JONAS, id: name, name }));
    const room = sessionRoom({ people: [...clients, NADIA, SAMIRA] });
    expect(names(othersIn(room))).toEqual([NADIA.name, SAMIRA.name, "A"]);
  });
});

describe("who can enter", () => {
  it("is named in a session of two", () => {
    expect(whoCanEnter(sessionRoom())).toEqual({ kind: "only_you_and", names: [NADIA.name] });
  });

  it("is everyone who booked, in a group", () => {
    expect(whoCanEnter(sessionRoom({ room_type: "group" }))).toEqual({ kind: "only_booked" });
  });

  it("names nobody where nobody is known", () => {
    expect(whoCanEnter(sessionRoom({ people: [] }))).toEqual({ kind: "only_booked" });
  });

  it("matters less to somebody who only watches", () => {
    expect(whoCanEnter(webinarRoom())).toEqual({ kind: "watch_only" });
  });
});

it("only viewers have no devices", () => {
  expect(watchesOnly(webinarRoom())).toBe(true);
  expect(watchesOnly(webinarRoom({ me: jonasIs({ role: "host" }) }))).toBe(false);
  expect(watchesOnly(sessionRoom())).toBe(false);
});

describe("the title", () => {
  it("keeps a name on one line", () => {
    expect(titleOf(sessionRoom())).toBe("Session with Dr.\u00a0Nadia\u00a0Rahman");
  });

  it("lets a long name break, or a phone would cut it", () => {
    const name = "Prof. Dr. Maximiliane-Theodora von Hohenstein";
    const room = sessionRoom({ title: `Session with ${name}`, people: [{ ...NADIA, name }] });
    expect(titleOf(room)).toBe(room.title);
  });
});
