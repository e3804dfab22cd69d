import { expect, it } from "vitest";
import { lines } from "../../../testing/chat";
import { type Arrival, entriesOf } from "./entries";

const came = (name: string, at: string): Arrival => ({ id: name, name, at: Date.parse(at) });
const keys = (...of: Parameters<typeof entriesOf>) => entriesOf(...of).map(({ key }) => key);

it("an arrival stands before the first line that is later", () => {
  const leo = came("Leo", "2026-11-24T13:06:30Z");
  const ines = came("Ines", "2026-11-24T13:04:00Z");
  expect(keys(lines(1, 3), [leo, ines], [])).toEqual(["Ines", "m-1", "Leo", "m-2", "m-3"]);
});

it("an arrival after all lines is the last, but for what is still to be sent", () => {
  const unsent = { key: "k-1", text: "Thanks", problem: null };
  expect(keys(lines(1, 1), [came("Leo", "2026-11-24T14:00:00Z")], [unsent])).toEqual(["m-1", "Leo", "k-1"]);
  expect(keys([], [came("Leo", "2026-11-24T14:00:00Z")], [])).toEqual(["Leo"]);
});

it("nothing but lines stays as the server orders it, also within the same second", () => {
  const [one, two] = lines(1, 2);
  const same = [{ ...one, sent_at: two?.sent_at }, two] as typeof one extends undefined
    ? never
    : ReturnType<typeof lines>;
  expect(keys(same, [], [])).toEqual(["m-1", "m-2"]);
});
