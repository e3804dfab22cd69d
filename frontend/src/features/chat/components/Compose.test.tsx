import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { violations } from "../../../testing/axe";
import { atPanel, button, chatView, entries, field, openChat, panel } from "../../../testing/chatPage";
import { renderPage } from "../../../testing/render";

atPanel();

describe("writing", () => {
  it("sends by Enter, and breaks the line with Shift; both are said", async () => {
    await openChat();
    expect(field().getAttribute("placeholder")).toBe("Message to everyone");
    const hint = document.getElementById(field().getAttribute("aria-describedby") as string);
    expect(hint?.textContent).toBe("Enter sends the message. Shift and Enter begin a new line.");
    await userEvent.type(field(), "Thanks,{Shift>}{Enter}{/Shift}good to hear{Enter}");
    expect(panel.sent).toEqual(["Thanks,\ngood to hear"]);
    expect(field().value).toBe("");
    expect(entries()).toHaveLength(1);
    expect(await violations()).toEqual([]);
  });

  it("sends by its button, and the field keeps the focus", async () => {
    await openChat();
    await userEvent.type(field(), "Thanks");
    await userEvent.click(button("Send"));
    expect(panel.sent).toEqual(["Thanks"]);
    expect(document.activeElement).toBe(field());
  });

  it("sends nothing where there is nothing to say", async () => {
    await openChat();
    await userEvent.click(button("Send"));
    // The press is not in vain: it leads to where one writes.
    expect(document.activeElement).toBe(field());
    await userEvent.type(field(), "   {Enter}");
    await userEvent.click(button("Send"));
    expect(panel.sent).toEqual([]);
  });

  it("does not send the Enter that takes a word of an input method", async () => {
    await openChat();
    await userEvent.type(field(), "にほん");
    const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, isComposing: true });
    act(() => void field().dispatchEvent(enter));
    expect(panel.sent).toEqual([]);
    expect(field().value).toBe("にほん");
  });

  it("counts what is left, and sends nothing that is too long", async () => {
    await openChat();
    act(() => panel.chat.write("x".repeat(1_799)));
    expect(screen.queryByText(/characters? left/)).toBeNull();
    act(() => panel.chat.write("x".repeat(1_999)));
    expect(screen.getByText("1 character left")).toBeTruthy();
    act(() => panel.chat.write("x".repeat(2_012)));
    expect(screen.getByText("12 characters too many")).toBeTruthy();
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(button("Send").getAttribute("aria-disabled")).toBe("true");
    expect(await violations()).toEqual([]);
    await userEvent.type(field(), "{Enter}");
    await userEvent.click(button("Send"));
    expect(panel.sent).toEqual([]);
    expect(field().value).toHaveLength(2_012);
    // Whoever does not see the number hears it.
    expect(await screen.findByText("12 characters too many", { selector: "[role=status]" })).toBeTruthy();
  });

  it("keeps what was typed when the panel is closed and opened again", async () => {
    await openChat();
    await userEvent.type(field(), "Half a tho");
    const { unmount } = await renderPage(chatView());
    unmount();
    expect(field().value).toBe("Half a tho");
    expect(panel.chat.getSnapshot().draft).toBe("Half a tho");
  });

  it("begins in the field where a press has opened it, and only then", async () => {
    await openChat({ takesFocus: true });
    expect(document.activeElement).toBe(field());
  });

  it("takes no focus otherwise", async () => {
    await openChat();
    expect(document.activeElement).toBe(document.body);
  });

  it("speaks German", async () => {
    await openChat({ language: "de" });
    expect(screen.getByRole("textbox", { name: "Nachricht an alle" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Senden" })).toBeTruthy();
  });
});
