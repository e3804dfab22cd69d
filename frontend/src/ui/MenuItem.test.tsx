import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactNode, useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { violations } from "../testing/axe";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Menu, MenuGroup, MenuItem } from "./Menu";

let done: string[];

beforeEach(() => {
  done = [];
});

const act = (what: string) => () => void done.push(what);

function Bar({ children }: { children?: ReactNode }) {
  return (
    <nav aria-label="Call">
      <Menu trigger={<Button>Leave</Button>} aria-label="Leave" onAction={(id) => done.push(id)}>
        {children ?? (
          <>
            <MenuItem id="leave">Leave</MenuItem>
            <MenuItem onAction={act("full screen")}>Full screen</MenuItem>
            <MenuItem id="end" danger>
              End for everyone
            </MenuItem>
          </>
        )}
      </Menu>
    </nav>
  );
}

/** Leaving is asked about: from the menu into a dialog. */
function Leaving() {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Menu trigger={<Button>Leave</Button>} aria-label="Leave">
        <MenuItem onAction={() => setAsked(true)}>End for everyone</MenuItem>
      </Menu>
      <Dialog title="End it?" open={asked} onClose={() => setAsked(false)} />
    </>
  );
}

const button = () => screen.getByRole("button", { name: "Leave" });
const menu = () => screen.queryByRole("menu");
const focused = () => document.activeElement?.textContent;

async function open() {
  button().focus();
  await userEvent.keyboard("{Enter}");
}

describe("what is chosen in a menu", () => {
  it.each([
    ["a press", () => userEvent.click(screen.getByRole("menuitem", { name: /End for everyone/ }))],
    ["Enter", () => userEvent.keyboard("{ArrowUp}{Enter}")],
    ["the space bar", () => userEvent.keyboard("{ArrowUp} ")],
  ])("by %s is told once, and the menu is closed", async (_how, choose) => {
    render(<Bar />);
    await open();
    await choose();
    expect(done).toEqual(["end"]);
    expect(menu()).toBeNull();
    expect(document.activeElement).toBe(button());
  });

  it("can be told to the item alone", async () => {
    render(<Bar />);
    await open();
    await userEvent.click(screen.getByRole("menuitem", { name: "Full screen" }));
    expect(done).toEqual(["full screen"]);
  });

  it("cannot be had while it is barred, but can be heard", async () => {
    render(
      <Bar>
        <MenuItem id="camera" isDisabled onAction={act("camera")}>
          No camera found
        </MenuItem>
      </Bar>,
    );
    await open();
    expect(focused()).toBe("No camera found");
    expect(document.activeElement?.getAttribute("aria-disabled")).toBe("true");
    await userEvent.keyboard("{Enter}");
    await userEvent.click(screen.getByRole("menuitem"));
    expect(done).toEqual([]);
    expect(menu()).not.toBeNull();
  });

  it("may open a question, which gives the focus back to the button", async () => {
    render(<Leaving />);
    await open();
    await userEvent.keyboard("{Enter}");
    expect(focused()).toBe("End it?");
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(button());
  });
});

describe("a group in a menu", () => {
  const layouts = (mode?: "single" | "multiple", more: object = {}) => (
    <Bar>
      <MenuGroup
        title="Layout"
        selectionMode={mode}
        selectedKeys={["speaker"]}
        onSelectionChange={(keys) => done.push([...keys].join("+"))}
        {...more}
      >
        <MenuItem id="grid">Grid</MenuItem>
        <MenuItem id="speaker">Speaker</MenuItem>
      </MenuGroup>
    </Bar>
  );

  it("has a name, and begins at what is chosen", async () => {
    render(layouts("single"));
    await open();
    const items = within(screen.getByRole("group", { name: "Layout" })).getAllByRole("menuitemradio");
    expect(items.map((item) => item.getAttribute("aria-checked"))).toEqual(["false", "true"]);
    expect(focused()).toBe("Speaker");
    expect(await violations()).toEqual([]);
  });

  it("of which one is chosen tells the new one and closes", async () => {
    render(layouts("single", { disallowEmptySelection: true }));
    await open();
    await userEvent.keyboard("{Home}{Enter}");
    expect(done).toEqual(["grid", "grid"]);
    expect(menu()).toBeNull();
  });

  it("keeps the last one where something must be chosen", async () => {
    render(layouts("single", { disallowEmptySelection: true }));
    await open();
    await userEvent.keyboard("{Enter}");
    expect(done).toEqual(["speaker"]);
  });

  it("of which several are chosen stays open", async () => {
    render(layouts("multiple"));
    await open();
    await userEvent.click(screen.getByRole("menuitemcheckbox", { name: "Grid" }));
    await userEvent.click(screen.getByRole("menuitemcheckbox", { name: "Speaker" }));
    expect(done).toEqual(["speaker+grid", ""]);
    expect(menu()).not.toBeNull();
  });

  it("without a choice only acts", async () => {
    render(layouts());
    await open();
    expect(screen.getAllByRole("menuitem")).toHaveLength(2);
    await userEvent.keyboard("{Enter}");
    expect(done).toEqual(["grid"]);
  });
});
