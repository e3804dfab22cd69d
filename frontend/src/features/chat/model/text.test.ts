import { expect, it } from "vitest";
import { LONGEST_TEXT, leftOf, saysSomething, tidy } from "./text";

it("says what was typed, without what nobody sees", () => {
  expect(tidy("  Thanks,\r\ngood to hear!\u0000\u0007 \n")).toBe("Thanks,\ngood to hear!");
  expect(tidy("one\u2028two\tthree")).toBe("one\ntwo three");
  expect(tidy("https://a.example/\u202egpj.exe\u2066")).toBe("https://a.example/gpj.exe");
  expect(tidy(" \n\t ")).toBe("");
});

it("says nothing where nothing would be seen", () => {
  expect([" \n", "\u0000", "\u200b\u3000", "\u202e"].filter(saysSomething)).toEqual([]);
  expect([".", "0", "👋", "\u200bx"].filter(saysSomething)).toHaveLength(4);
});

it("writes a letter and its accent as one, as the server does", () => {
  expect(tidy("scho\u0308n")).toBe("schön");
});

it("counts characters as people do, and only those that will be said", () => {
  expect(leftOf("")).toBe(LONGEST_TEXT);
  expect(leftOf("  👋  ")).toBe(LONGEST_TEXT - 1);
  expect(leftOf("x".repeat(LONGEST_TEXT))).toBe(0);
  expect(leftOf("😀".repeat(LONGEST_TEXT + 3))).toBe(-3);
});
