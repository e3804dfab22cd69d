import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aPerson } from "../../../livekit/roomFake";
import { comings, hasTile, inOrder } from "./roster";

const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", joinedAt: 500 });
const samira = aPerson({ id: "p-samira", name: "Samira Okafor", role: "host", joinedAt: 900 });
const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", joinedAt: 100, isSelf: true });
const leo = aPerson({ id: "p-leo", name: "Leo Brandt", joinedAt: 200 });
const ines = aPerson({ id: "p-ines", name: "Ines Carvalho", joinedAt: 300 });

describe("the order of people", () => {
  it("is hosts, then by arrival, oneself last", () => {
    const order = inOrder([jonas, ines, samira, leo, nadia]).map(({ name }) => name);
    expect(order).toEqual([
      "Dr. Nadia Rahman",
      "Samira Okafor",
      "Leo Brandt",
      "Ines Carvalho",
      "Jonas Weber",
    ]);
  });

  it("puts a host who looks at it last as well", () => {
    expect(inOrder([{ ...nadia, isSelf: true }, leo]).map(({ id }) => id)).toEqual(["p-leo", "p-nadia"]);
  });

  it("is the same whatever order LiveKit tells them in, also for people of the same second", () => {
    const people = [nadia, samira, jonas, leo, { ...ines, joinedAt: leo.joinedAt }];
    const expected = inOrder(people);
    fc.assert(
      fc.property(fc.shuffledSubarray(people, { minLength: people.length }), (shuffled) => {
        expect(inOrder(shuffled)).toEqual(expected);
      }),
    );
  });
});

it("gives viewers no tile: they watch and are not watched", () => {
  expect(hasTile(leo)).toBe(true);
  expect(hasTile({ ...leo, role: "viewer" })).toBe(false);
});

describe("who comes and goes", () => {
  it("is told by person, without oneself", () => {
    expect(comings([jonas], [jonas, nadia])).toEqual({ came: [nadia], left: [] });
    expect(comings([jonas, nadia], [jonas])).toEqual({ came: [], left: [nadia] });
    expect(comings([], [jonas])).toEqual({ came: [], left: [] });
  });

  it("is nobody when somebody only changes", () => {
    expect(comings([nadia], [{ ...nadia, micOn: false }])).toEqual({ came: [], left: [] });
  });
});
