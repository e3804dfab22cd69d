import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { KeyboardEvent, ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { violations } from "../testing/axe";
import { Button } from "./Button";
import { Control } from "./Control";
import { Menu, MenuItem } from "./Menu";

let done: string[];

beforeEach(() => {
  done = [];
});

const act = (what: string) => () => void done.push(what);

/** The bar of a call, with something to press before and after the menu, and a page that knows Escape. */
function Bar({
  children,
  onKeyDown,
  trigger = <Button>Leave</Button>,
}: {
  children?: ReactNode;
  onKeyDown?: (event: KeyboardEvent) => void;
  trigger?: React.ComponentProps<typeof Menu>["trigger"];
}) {
  return (
    <nav aria-label="Call" onKeyDown={onKeyDown}>
      <Button>Share</Button>
      <Menu trigger={trigger} aria-label="Leave" onAction={(id) => done.push(id)}>
        {children ?? (
          <>
            <MenuItem id="leave" detail="The other 4 stay.">
              Leave
            </MenuItem>
            <MenuItem onAction={act("full screen")}>Full screen</MenuItem>
            <MenuItem id="end" danger>
              End for everyone
            </MenuItem>
          </>
        )}
      </Menu>
      <Button>People</Button>
    </nav>
  );
}

const button = (name: string | RegExp = "Leave") => screen.getByRole("button", { name });
const menu = () => screen.queryByRole("menu");
const focused = () => document.activeElement?.textContent;

async function open(keys = "{Enter}") {
  button().focus();
  await userEvent.keyboard(keys);
}

describe("the button of a menu", () => {
  it("says that it has a menu, and whether it is open", async () => {
    render(<Bar />);
    expect(button().getAttribute("aria-haspopup")).toBe("menu");
    expect(button().getAttribute("aria-expanded")).toBe("false");
    await userEvent.click(button());
    expect(button().getAttribute("aria-expanded")).toBe("true");
    expect(button().getAttribute("aria-controls")).toBe(screen.getByRole("menu", { name: "Leave" }).id);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ["{Enter}", "Leave The other 4 stay."],
    [" ", "Leave The other 4 stay."],
    ["{ArrowDown}", "Leave The other 4 stay."],
    ["{ArrowUp}", "End for everyone"],
  ])("opens it with %s, the focus on %s", async (keys, item) => {
    render(<Bar />);
    await open(keys);
    expect(focused()).toBe(item);
  });

  it("keeps what it does itself", async () => {
    const looks = <Control icon={<svg aria-hidden="true" />} word="Leave" onClick={act("pressed")} />;
    render(<Bar trigger={looks} />);
    await userEvent.click(button());
    expect(done).toEqual(["pressed"]);
    expect(menu()).not.toBeNull();
  });

  it("does not open it again while the key that chose something is still held", async () => {
    render(<Bar />);
    await open("{Enter}{Enter>3/}");
    expect(done).toEqual(["leave"]);
    expect(menu()).toBeNull();
  });
});

describe("the keyboard in a menu", () => {
  it.each([
    ["{ArrowDown}", "Full screen"],
    ["{ArrowDown}{ArrowDown}{ArrowDown}", "Leave The other 4 stay."],
    ["{ArrowUp}", "End for everyone"],
    ["{End}{Home}", "Leave The other 4 stay."],
    ["e", "End for everyone"],
    ["fu", "Full screen"],
    ["{Control>}e{/Control}", "Leave The other 4 stay."],
  ])("goes with %s to %s", async (keys, item) => {
    render(<Bar />);
    await open();
    await userEvent.keyboard(keys);
    expect(focused()).toBe(item);
  });

  it("begins a new word after a while", async () => {
    render(<Bar />);
    await open();
    const now = vi.spyOn(performance, "now").mockReturnValue(1_000);
    await userEvent.keyboard("e");
    now.mockReturnValue(3_000);
    await userEvent.keyboard("f");
    expect(focused()).toBe("Full screen");
  });

  it("closes it with Escape, which goes no further, and gives the focus back", async () => {
    const heard = vi.fn();
    render(<Bar onKeyDown={(event) => heard(event.key)} />);
    await open();
    await userEvent.keyboard("{ArrowDown}{Escape}");
    expect(menu()).toBeNull();
    expect(document.activeElement).toBe(button());
    expect(heard).toHaveBeenCalledExactlyOnceWith("Enter");
  });

  it.each([
    [false, "People"],
    [true, "Share"],
  ])("leaves it with Tab (back: %s) to what stands beside its button", async (shift, neighbour) => {
    render(<Bar />);
    await open();
    await userEvent.tab({ shift });
    expect(menu()).toBeNull();
    expect(focused()).toBe(neighbour);
  });

  it("chooses nothing while the press that opened it is held", async () => {
    render(<Bar />);
    await open("{Enter>3/}");
    expect(done).toEqual([]);
    expect(menu()).not.toBeNull();
  });

  it("is heard even when the item that had the focus is gone", async () => {
    const devices = (names: string[]) => (
      <Bar>
        {names.map((name) => (
          <MenuItem key={name} id={name}>
            {name}
          </MenuItem>
        ))}
      </Bar>
    );
    const { rerender } = render(devices(["Headset", "Speaker"]));
    await open();
    rerender(devices(["Speaker"]));
    await userEvent.keyboard("{ArrowDown}");
    expect(focused()).toBe("Speaker");
  });
});

describe("a press beside an open menu", () => {
  it("closes it, does nothing else, and gives the focus back", async () => {
    render(<Bar />);
    await open();
    await userEvent.click(menu()?.parentElement as HTMLElement);
    expect(menu()).toBeNull();
    expect(document.activeElement).toBe(button());
    expect(done).toEqual([]);
  });

  it("inside it, between the items, is none", async () => {
    render(<Bar />);
    await open();
    await userEvent.click(menu() as HTMLElement);
    expect(menu()).not.toBeNull();
  });
});

it("a menu closes when the focus is taken elsewhere, and leaves it there", async () => {
  render(<Bar />);
  await open();
  button("People").focus();
  expect(await screen.findByRole("button", { name: "People" })).toBe(document.activeElement);
  expect(menu()).toBeNull();
});

describe("an open menu", () => {
  it("lies above everything where the browser can do that", async () => {
    const shown = vi.fn();
    HTMLElement.prototype.showPopover = shown;
    try {
      render(<Bar />);
      await open();
      expect(shown.mock.contexts).toEqual([menu()?.parentElement]);
    } finally {
      delete (HTMLElement.prototype as { showPopover?: unknown }).showPopover;
    }
  });

  it("closes when the window becomes one that has no such button", async () => {
    render(<Bar />);
    await open();
    const boxes = vi.spyOn(HTMLElement.prototype, "getClientRects");
    boxes.mockReturnValue([new DOMRect()] as unknown as DOMRectList);
    window.dispatchEvent(new Event("resize"));
    expect(menu()).not.toBeNull();
    boxes.mockReturnValue([] as unknown as DOMRectList);
    window.dispatchEvent(new Event("resize"));
    await vi.waitFor(() => expect(menu()).toBeNull());
  });
});
