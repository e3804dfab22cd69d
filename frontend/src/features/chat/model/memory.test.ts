// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { networkError } from "../../../api/errors";
import { forgetCall, forgetOthers } from "../../../livekit/callMemory";
import { chatMemory } from "./memory";

afterEach(() => {
  vi.restoreAllMocks();
  window.sessionStorage.clear();
});

const NOTHING = { draft: "", unsent: [] };
const BEGUN = { draft: "Half a tho", unsent: [{ key: "k-1", text: "Thanks", problem: networkError }] };
const jonas = () => chatMemory("r-1", "p-jonas");

describe("what a tab keeps of a chat", () => {
  it("is nothing at first", () => {
    expect(jonas().begun()).toEqual(NOTHING);
    expect(jonas().read()).toBe(0);
  });

  it("is what was begun and how far was read, of one person in one room", () => {
    jonas().keepBegun(BEGUN);
    jonas().keepRead(7);
    expect(jonas().begun()).toEqual(BEGUN);
    expect(jonas().read()).toBe(7);
    for (const other of [chatMemory("r-1", "p-mara"), chatMemory("r-2", "p-jonas")]) {
      expect(other.begun()).toEqual(NOTHING);
      expect(other.read()).toBe(0);
    }
  });

  it("is gone with the call, but for how far was read", () => {
    jonas().keepBegun(BEGUN);
    jonas().keepRead(7);
    forgetCall("/room/session/12/call");
    expect(jonas().begun()).toEqual(NOTHING);
    expect(jonas().read()).toBe(7);
    expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("Thanks");
  });

  it.each([
    ["somebody else comes", "r-1", "p-mara"],
    ["one comes into another call", "r-2", "p-jonas"],
  ])("is gone when %s in the same tab, without having left", (_, roomId, selfId) => {
    jonas().keepBegun(BEGUN);
    const comer = chatMemory(roomId, selfId);
    comer.keepBegun({ draft: "Hello", unsent: [] });
    forgetOthers(roomId, selfId);
    expect(comer.begun().draft).toBe("Hello");
    expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("Thanks");
  });

  it("leaves no trace once everything is sent", () => {
    jonas().keepBegun(BEGUN);
    jonas().keepBegun(NOTHING);
    expect(window.sessionStorage).toHaveLength(0);
  });

  it.each(["nonsense", "null", "7", '{"draft":1,"unsent":[null,{"key":1,"text":"x"}]}'])(
    "is nothing where somebody else has written %s",
    (text) => {
      jonas().keepBegun(BEGUN);
      jonas().keepRead(7);
      for (const key of Object.keys(window.sessionStorage)) window.sessionStorage.setItem(key, text);
      expect(jonas().begun()).toEqual(NOTHING);
    },
  );

  it("forgets a reason that it cannot read, not the line", () => {
    window.sessionStorage.setItem(
      "rooms.begun:chat:r-1:p-jonas",
      '{"draft":"","unsent":[{"key":"k-1","text":"Thanks","problem":{"category":7}}]}',
    );
    expect(jonas().begun().unsent).toEqual([{ key: "k-1", text: "Thanks", problem: null }]);
  });

  it("is nothing, and costs no error, where storage is forbidden or full", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    jonas().keepBegun(BEGUN);
    expect(jonas().begun()).toEqual(NOTHING);
    vi.spyOn(window, "sessionStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    jonas().keepRead(7);
    expect(jonas().read()).toBe(0);
    expect(() => forgetCall("/room/session/12/call")).not.toThrow();
  });
});
