import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { violations } from "../../testing/axe";
import { atCall, enter } from "../../testing/call";
import { sessionRoom, viewerGrant } from "../../testing/people";
import { atSides, button, elena, hear, mara, me, panel, tab, webinar } from "../../testing/sides";
import { giveWindow } from "../../testing/window";

atSides();
atCall();

describe("the sidebar of a webinar", () => {
  it("is open on a wide window, with the chat first, and takes no focus", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeTruthy();
    expect(screen.getAllByRole("tab").map((one) => one.textContent?.trim())).toEqual(["Chat", "People"]);
    expect(await screen.findByText("Line 1")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    expect(button("Sidebar").getAttribute("aria-expanded")).toBe("true");
    expect(await violations()).toEqual([]);
  });

  it("closes by Escape, opens where it was, and gives the focus to its button", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    await userEvent.click(tab("People"));
    await userEvent.keyboard("{Escape}");
    expect(panel("Sidebar")).toBeNull();
    expect(document.activeElement).toBe(button("Sidebar"));
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement).toBe(tab("People"));
  });

  it("counts on the tab what is written while one looks at the people", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    await userEvent.click(tab("People"));
    hear(2);
    expect(tab("Chat 1 new message")).toBeTruthy();
    expect(await violations()).toEqual([]);
    await userEvent.click(tab("Chat 1 new message"));
    expect(tab("Chat")).toBeTruthy();
  });

  it("counts up to 99, and says the rest in words", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    await userEvent.click(tab("People"));
    for (let number = 2; number <= 101; number += 1) hear(number);
    expect(tab("Chat 100 new messages").querySelector("[aria-hidden]")?.textContent).toBe("99+");
  });

  it("is closed on a narrow window, and says on its button what is new", async () => {
    giveWindow({ width: 700, height: 800 });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeNull();
    hear(2);
    expect(button("Sidebar, 1 new message")).toBeTruthy();
  });

  it("stands below the stage on an upright phone, always, and is not in More", async () => {
    giveWindow({ width: 390, height: 844, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Close sidebar" })).toBeNull();
    await userEvent.click(tab("People"));
    await userEvent.keyboard("{Escape}");
    expect(panel("Sidebar")).toBeTruthy();
    // With nothing else in it there is no More.
    expect(screen.queryByRole("button", { name: "More" })).toBeNull();
  });

  it("has no room below the stage of a flat window, and is a sheet there", async () => {
    giveWindow({ width: 320, height: 256 });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeNull();
    await userEvent.click(button("More"));
    await userEvent.click(screen.getByRole("menuitem", { name: "Chat" }));
    expect(document.activeElement).toBe(tab("Chat"));
    expect(screen.getByRole("textbox", { name: "Message to everyone" })).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    expect(panel("Sidebar")).toBeNull();
    expect(document.activeElement).toBe(button("More"));
  });

  it("stays open, and keeps the focus, where a keyboard on the screen makes the window flat", async () => {
    giveWindow({ width: 390, height: 740, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    const field = screen.getByRole("textbox", { name: "Message to everyone" });
    await userEvent.type(field, "Half a tho");
    act(() => giveWindow({ height: 400 }));
    expect(document.activeElement).toBe(field);
    expect((field as HTMLTextAreaElement).value).toBe("Half a tho");
    expect(button("Close sidebar")).toBeTruthy();
    act(() => giveWindow({ height: 740 }));
    expect(document.activeElement).toBe(field);
    expect(screen.queryByRole("button", { name: "Close sidebar" })).toBeNull();
  });

  it("gives way to a flat window while nobody is in it", async () => {
    giveWindow({ width: 390, height: 740, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    act(() => giveWindow({ width: 740, height: 390 }));
    expect(panel("Sidebar")).toBeNull();
  });

  it("opens from More on a lying phone, at what one wants to see", async () => {
    giveWindow({ width: 844, height: 390, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeNull();
    await userEvent.click(button("More"));
    await userEvent.click(screen.getByRole("menuitem", { name: "People" }));
    expect(document.activeElement).toBe(tab("People"));
    await userEvent.click(button("Close sidebar"));
    expect(document.activeElement).toBe(button("More"));
  });

  it("has no tab of a chat that the room has not", async () => {
    await enter({
      people: [elena, mara, me],
      grant: viewerGrant(webinar({ features: sessionRoom().features })),
    });
    expect(screen.queryByRole("tab")).toBeNull();
    await userEvent.click(button("People"));
    expect(screen.getByRole("heading", { name: "2 people watch" })).toBeTruthy();
  });
});
