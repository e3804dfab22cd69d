import { expect, it } from "vitest";
import { networkError } from "../../../api/errors";
import { type Unsent, withFailed } from "./unsent";

const failed: Unsent = { key: "k-1", text: "ok", problem: networkError };
const thanks: Unsent = { key: "k-2", text: "Thanks", problem: null };
const later: Unsent = { key: "k-3", text: "Bye", problem: null };

const keys = (unsent: readonly Unsent[]) => withFailed(unsent, thanks, networkError).map(({ key }) => key);

it("a line that failed says why, and stands before those that were written later", () => {
  expect(withFailed([failed, later], thanks, networkError)).toEqual([
    failed,
    { ...thanks, problem: networkError },
    later,
  ]);
});

it("a line that failed stands behind those that failed before", () => {
  expect(keys([failed])).toEqual(["k-1", "k-2"]);
  expect(keys([])).toEqual(["k-2"]);
});

it("a line that is still there is there once", () => {
  expect(keys([failed, thanks, later])).toEqual(["k-1", "k-2", "k-3"]);
});
