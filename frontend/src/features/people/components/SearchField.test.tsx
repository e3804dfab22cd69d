import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { SearchField } from "./SearchField";

/** The field in a panel that Escape would close. */
function Panel({ close }: { close: () => void }) {
  const [words, setWords] = useState("");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: stands for the panel
    <div onKeyDown={(event) => event.key === "Escape" && close()}>
      <SearchField label="Search by name" words={words} onChange={setWords} />
    </div>
  );
}

const field = () => screen.getByRole<HTMLInputElement>("searchbox", { name: "Search by name" });

it("gives Escape to the words first, and only then to the panel", async () => {
  const close = vi.fn();
  render(<Panel close={close} />);
  await userEvent.type(field(), "Jonas");
  await userEvent.keyboard("{Escape}");
  expect(field().value).toBe("");
  expect(close).not.toHaveBeenCalled();
  await userEvent.keyboard("{Escape}");
  expect(close).toHaveBeenCalledOnce();
});

it("keeps the words while Escape is for a syllable that is being composed", async () => {
  render(<Panel close={() => undefined} />);
  await userEvent.type(field(), "ソフィ");
  fireEvent.keyDown(field(), { key: "Escape", isComposing: true });
  expect(field().value).toBe("ソフィ");
});

it("keeps the room for its sign where the line begins, in both directions of reading", () => {
  const css = readFileSync(join(import.meta.dirname, "people.css"), "utf8");
  const rule = /\.people-search > input \{([^}]*)\}/.exec(css)?.[1] ?? "";
  expect(rule).toMatch(/padding-inline: \S+ \S+;/);
  // Four values name the left and the right.
  expect(rule).not.toMatch(/padding: (\S+ ){3}/);
});
