import { expect, it } from "vitest";
import { aLine } from "../../../testing/chat";
import { messageFrom } from "./heard";

it("a line is read as the server said it", () => {
  expect(messageFrom(JSON.stringify(aLine(3)))).toEqual(aLine(3));
  expect(messageFrom(JSON.stringify({ ...aLine(3), more: 1 }))).toMatchObject(aLine(3));
});

it.each([
  "",
  "{",
  "null",
  "[]",
  "7",
  "{}",
  JSON.stringify({ ...aLine(3), number: "3" }),
  JSON.stringify({ ...aLine(3), sender: null }),
  JSON.stringify({ ...aLine(3), sender: { id: 4, name: "Nadia" } }),
  JSON.stringify({ ...aLine(3), text: undefined }),
])("%j is no line, and breaks nothing", (text) => {
  expect(messageFrom(text)).toBeNull();
});
