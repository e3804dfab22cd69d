import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ReactNode, useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { violations } from "../testing/axe";
import { IconButton } from "./Button";
import { type Tab, Tabs } from "./Tabs";

const SIDEBAR: Tab[] = [
  { id: "chat", title: "Chat", badge: "3", panel: <p>Marta Kowalska: Does a tracker help?</p> },
  { id: "people", title: "People", panel: <p>84 people watch</p> },
  { id: "notes", title: "Notes", panel: <button type="button">Write</button> },
];

function Sidebar({
  tabs = SIDEBAR,
  selects,
  ...rest
}: {
  tabs?: Tab[];
  selects?: (id: string) => void;
  end?: ReactNode;
  takesFocus?: boolean;
}) {
  const [selected, setSelected] = useState("chat");
  return (
    <aside aria-label="Sidebar">
      <Tabs
        label="Sidebar"
        tabs={tabs}
        selected={selected}
        onSelect={(id) => {
          selects?.(id);
          setSelected(id);
        }}
        {...rest}
      />
    </aside>
  );
}

const tab = (name: RegExp | string) => screen.getByRole("tab", { name });
const selected = () => screen.getByRole("tab", { selected: true }).textContent?.trim();

/** The word of the tab that has the focus. */
const focused = () => document.activeElement?.textContent?.trim();

describe("tabs", () => {
  it("show one panel, which is named by its tab", async () => {
    render(<Sidebar />);
    expect(screen.getByRole("tablist", { name: "Sidebar" })).toBeTruthy();
    expect(screen.getByRole("tabpanel", { name: "Chat 3" }).textContent).toContain("Marta Kowalska");
    expect(tab(/Chat/).getAttribute("aria-controls")).toBe(screen.getByRole("tabpanel").id);
    expect(screen.queryByText("84 people watch")).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it("show another one after a press", async () => {
    render(<Sidebar />);
    await userEvent.click(tab("People"));
    expect(selected()).toBe("People");
    expect(screen.getByRole("tabpanel", { name: "People" }).textContent).toBe("84 people watch");
    expect(screen.getAllByRole("tabpanel")).toHaveLength(1);
    expect(await violations()).toEqual([]);
  });

  it("keep what is new behind a tab in its name", () => {
    const unread = [{ ...(SIDEBAR[0] as Tab), badge: <span>3 unread messages</span> }];
    render(<Sidebar tabs={unread} />);
    expect(tab("Chat 3 unread messages")).toBeTruthy();
  });

  it("keep the place of a number that is not there yet, so that no neighbour moves", () => {
    const quiet = SIDEBAR.map((one) => (one.id === "chat" ? { ...one, badge: null } : one));
    const { rerender } = render(<Sidebar tabs={quiet} />);
    const place = tab("Chat").querySelector(".badge-place");
    expect(place?.childElementCount).toBe(0);
    rerender(<Sidebar />);
    expect(tab("Chat 3").querySelector(".badge-place")).toBe(place);
    expect(place?.textContent).toBe("3");
    // A tab that never has one keeps no place for it.
    expect(tab("People").querySelector(".badge-place")).toBeNull();
  });

  it("draw nothing where there is nothing to show", () => {
    render(<Sidebar tabs={[]} />);
    expect(screen.queryByRole("tablist")).toBeNull();
  });

  it("show the first one while the selected one is not there", () => {
    render(<Sidebar tabs={SIDEBAR.slice(1)} />);
    expect(selected()).toBe("People");
    expect(tab("People").tabIndex).toBe(0);
  });
});

describe("the keyboard in tabs", () => {
  it("stops once in the row, then at what closes it, then in the panel", async () => {
    const close = <IconButton label="Close side panel" icon={<svg aria-hidden="true" />} />;
    render(<Sidebar end={close} />);
    await userEvent.tab();
    expect(focused()).toBe("Chat 3");
    await userEvent.tab();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Close side panel" }));
    await userEvent.tab();
    expect(document.activeElement).toBe(screen.getByRole("tabpanel"));
    await userEvent.tab({ shift: true });
    await userEvent.tab({ shift: true });
    expect(focused()).toBe("Chat 3");
  });

  it("goes on to what is in the panel, where there is something to stop at", async () => {
    render(<Sidebar />);
    await userEvent.click(tab("Notes"));
    await userEvent.tab();
    expect(focused()).toBe("Write");
    await userEvent.click(tab("People"));
    await userEvent.tab();
    expect(document.activeElement).toBe(screen.getByRole("tabpanel"));
  });

  it.each([
    ["{ArrowRight}", "People"],
    ["{ArrowRight}{ArrowRight}", "Notes"],
    ["{ArrowRight}{ArrowRight}{ArrowRight}", "Chat 3"],
    ["{ArrowLeft}", "Notes"],
    ["{ArrowLeft}{ArrowLeft}", "People"],
    ["{End}", "Notes"],
    ["{End}{Home}", "Chat 3"],
    ["{ArrowDown}{ArrowUp}", "Chat 3"],
    ["{Control>}{ArrowRight}{/Control}", "Chat 3"],
  ])("goes with %s to %s", async (keys, there) => {
    render(<Sidebar />);
    tab(/Chat/).focus();
    await userEvent.keyboard(keys);
    expect(focused()).toBe(there);
    expect(selected()).toBe(there);
  });

  it("goes the other way where the text runs from right to left", async () => {
    render(
      <div style={{ direction: "rtl" }}>
        <Sidebar />
      </div>,
    );
    tab(/Chat/).focus();
    await userEvent.keyboard("{ArrowLeft}");
    expect(focused()).toBe("People");
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(focused()).toBe("Notes");
  });

  it("comes back to the tab that is selected", async () => {
    render(<Sidebar />);
    await userEvent.click(tab("People"));
    await userEvent.tab();
    await userEvent.tab({ shift: true });
    expect(focused()).toBe("People");
  });

  it("leaves its keys to what is in a panel", async () => {
    const selects = vi.fn();
    render(<Sidebar selects={selects} />);
    await userEvent.click(tab("Notes"));
    screen.getByRole("button", { name: "Write" }).focus();
    await userEvent.keyboard("{ArrowRight}{Home}");
    expect(focused()).toBe("Write");
    expect(selects).toHaveBeenCalledExactlyOnceWith("notes");
  });

  it("begins in the row where a press has opened the tabs, and only then", () => {
    const { rerender } = render(<Sidebar takesFocus />);
    expect(focused()).toBe("Chat 3");
    (document.activeElement as HTMLElement).blur();
    rerender(<Sidebar takesFocus />);
    expect(document.activeElement).toBe(document.body);
  });

  it("takes no focus otherwise", () => {
    render(<Sidebar />);
    expect(document.activeElement).toBe(document.body);
  });
});
