import { describe, expect, it } from "vitest";
import { aPerson } from "../../../livekit/roomFake";
import { countFrom, othersInside, watchingOf } from "./watching";

const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host" });
const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", role: "viewer", camera: null });
const me = aPerson({ id: "p-me", name: "Jonas Weber", role: "viewer", isSelf: true });

it("the server's word is a count, or nothing", () => {
  expect(countFrom('{"count": 84}')).toBe(84);
  expect(countFrom('{"count": 0, "more": 1}')).toBe(0);
  for (const text of ["", "84", "null", "{}", '{"count": "84"}', '{"count": -1}', '{"count": 1.5}', "["]) {
    expect(countFrom(text)).toBeNull();
  }
});

describe("how many watch", () => {
  it("is seen in a webinar, whatever the server counted a moment ago", () => {
    expect(watchingOf("webinar", [elena, mara, me], 61)).toBe(2);
    expect(watchingOf("webinar", [elena], 61)).toBe(0);
  });

  it("is the server's count in a broadcast, without those on stage", () => {
    expect(watchingOf("broadcast", [elena, me], 1_035)).toBe(1_034);
    expect(watchingOf("broadcast", [me], 1_035)).toBe(1_035);
  });

  it("is never less than oneself: the count comes later than the picture", () => {
    expect(watchingOf("broadcast", [elena, me], 0)).toBe(1);
    expect(watchingOf("broadcast", [{ ...elena, isSelf: true }], 0)).toBe(0);
  });

  it("is no question where everybody sees everybody", () => {
    expect(watchingOf("group", [elena, mara], 2)).toBeNull();
    expect(watchingOf("individual", [elena, mara], 2)).toBeNull();
  });
});

describe("how many others are inside", () => {
  it("are those one sees", () => {
    expect(othersInside([elena, { ...me, role: "participant" }], null)).toBe(1);
    expect(othersInside([{ ...elena, isSelf: true }], null)).toBe(0);
  });

  it("are those who watch, too, seen or hidden", () => {
    expect(othersInside([{ ...elena, isSelf: true }, mara], 1)).toBe(1);
    expect(othersInside([{ ...elena, isSelf: true }], 1_034)).toBe(1_034);
    expect(othersInside([elena, me], 1_034)).toBe(1_034);
  });
});
