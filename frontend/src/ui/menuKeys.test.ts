import { describe, expect, it } from "vitest";
import { itemFor } from "./menuKeys";

const WORDS = ["Leave", "End for everyone", "Layout", "Kamera", "Lautsprecher", "Übersicht"];
const [LEAVE, END, LAYOUT, , SPEAKER, OVERVIEW] = WORDS.keys();

describe("arrows in a menu", () => {
  it.each([
    ["ArrowDown", 0, 1],
    ["ArrowDown", 5, 0],
    ["ArrowDown", -1, 0],
    ["ArrowUp", 1, 0],
    ["ArrowUp", 0, 5],
    ["ArrowUp", -1, 5],
    ["Home", 3, 0],
    ["End", 3, 5],
  ])("%s leads from %i to %i", (key, at, to) => {
    expect(itemFor(key, "", WORDS, at)).toBe(to);
  });

  it("lead nowhere in an empty one, and no other key does", () => {
    expect(itemFor("ArrowDown", "", [], -1)).toBeNull();
    expect(itemFor("PageDown", "", WORDS, 0)).toBeNull();
    expect(itemFor("Enter", "", WORDS, 0)).toBeNull();
  });
});

describe("letters in a menu", () => {
  it("lead to the next item that begins so, and round", () => {
    expect(itemFor("l", "l", WORDS, LEAVE as number)).toBe(LAYOUT);
    expect(itemFor("l", "l", WORDS, LAYOUT as number)).toBe(SPEAKER);
    expect(itemFor("l", "l", WORDS, SPEAKER as number)).toBe(LEAVE);
  });

  it("go on while the same one is typed quickly", () => {
    expect(itemFor("l", "ll", WORDS, LAYOUT as number)).toBe(SPEAKER);
  });

  it("make a word, and stay where its beginning has led", () => {
    expect(itemFor("a", "la", WORDS, LAYOUT as number)).toBe(LAYOUT);
    expect(itemFor("u", "lau", WORDS, LAYOUT as number)).toBe(SPEAKER);
  });

  it("mean capitals and accents, too", () => {
    expect(itemFor("E", "E", WORDS, LEAVE as number)).toBe(END);
    expect(itemFor("u", "u", WORDS, LEAVE as number)).toBe(OVERVIEW);
  });

  it("stay on the only one, and lead nowhere when none begins so", () => {
    expect(itemFor("k", "k", WORDS, 3)).toBe(3);
    expect(itemFor("x", "x", WORDS, 0)).toBeNull();
    expect(itemFor("x", "lx", WORDS, 0)).toBeNull();
  });

  it("begin at the first item when none has the focus", () => {
    expect(itemFor("l", "l", WORDS, -1)).toBe(LEAVE);
  });
});
