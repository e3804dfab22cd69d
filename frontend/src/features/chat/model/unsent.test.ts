import { expect, it } from "vitest";
import { networkError } from "../../../api/errors";
import { aLine } from "../../../testing/chat";
import { stillUnsent, type Unsent } from "./unsent";

const ok: Unsent = { key: "k-1", text: "ok", problem: null };
const again: Unsent = { key: "k-2", text: "ok", problem: networkError };
const thanks: Unsent = { key: "k-3", text: "Thanks", problem: null };

const unsent = (...fresh: Parameters<typeof stillUnsent>[1]) =>
  stillUnsent([ok, again, thanks], fresh, "p-jonas").map(({ key }) => key);

it("a line of one's own that the call brings is sent", () => {
  expect(unsent(aLine(1, { from: "jonas", text: "Thanks" }))).toEqual(["k-1", "k-2"]);
});

it("each stands for one: the same words may have been said twice", () => {
  expect(unsent(aLine(1, { from: "jonas", text: "ok" }))).toEqual(["k-2", "k-3"]);
  expect(unsent(aLine(1, { from: "jonas", text: "ok" }), aLine(2, { from: "jonas", text: "ok" }))).toEqual([
    "k-3",
  ]);
});

it("the same words of somebody else are not one's own", () => {
  expect(unsent(aLine(1, { from: "nadia", text: "Thanks" }))).toEqual(["k-1", "k-2", "k-3"]);
});
