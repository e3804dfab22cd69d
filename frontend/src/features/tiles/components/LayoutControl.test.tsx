import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import type { Arrangement } from "../model/arrangement";
import { LayoutControl } from "./LayoutControl";

let chosen: Arrangement[];

beforeEach(() => {
  giveStage(1000, 600);
  chosen = [];
});

const draw = (arrangement: Arrangement) =>
  renderPage(
    <main>
      <LayoutControl arrangement={arrangement} choose={(one) => chosen.push(one)} />
    </main>,
  );

const checked = () =>
  screen.getAllByRole("menuitemradio").filter((item) => item.getAttribute("aria-checked") === "true");

it("offers the grid and the speaker, and says which of them is chosen", async () => {
  await draw("grid");
  await userEvent.click(screen.getByRole("button", { name: "Layout" }));
  const grid = screen.getByRole("menuitemradio", { name: /^Grid.*Everybody equally large$/ });
  const speaker = screen.getByRole("menuitemradio", { name: /^Speaker.*Whoever speaks is large$/ });
  expect(checked()).toEqual([grid]);
  expect(screen.getAllByRole("menuitemradio")).toEqual([grid, speaker]);
  expect(await violations()).toEqual([]);
});

it("is chosen with the keyboard, and gives the focus back", async () => {
  await draw("grid");
  await userEvent.tab();
  await userEvent.keyboard("{Enter}{ArrowDown}{Enter}");
  expect(chosen).toEqual(["speaker"]);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Layout" })));
});

it("has nothing to choose but the other one", async () => {
  await draw("speaker");
  await userEvent.click(screen.getByRole("button", { name: "Layout" }));
  await userEvent.click(screen.getByRole("menuitemradio", { name: /Speaker/ }));
  expect(chosen).toEqual([]);
});
