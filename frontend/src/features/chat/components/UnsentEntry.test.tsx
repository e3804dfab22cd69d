import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { networkError, type Result } from "../../../api/errors";
import type { Message } from "../../../api/shapes";
import { violations } from "../../../testing/axe";
import { aLine } from "../../../testing/chat";
import { atPanel, button, entries, field, log, openChat, panel, refused } from "../../../testing/chatPage";

atPanel();

describe("a line that was not sent", () => {
  const again = () => screen.queryByRole("button", { name: "Send again" });

  it.each([
    [networkError, true, "Not sent yet: no answer came. We try again by ourselves."],
    [networkError, false, "Not sent yet: you are offline. It is sent by itself once you are online."],
    [refused("unavailable"), true, "Not sent yet: no answer came. We try again by ourselves."],
    [refused("login"), true, /Not sent: you are logged out/],
    [refused("refused", { detail: "The session has ended." }), true, "The session has ended."],
    [refused("fault"), true, "Not sent."],
  ] as const)("says why: %o, online %s", async (problem, online, words) => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(online);
    panel.refusal = problem;
    await openChat();
    await userEvent.type(field(), "Thanks{Enter}");
    expect(await within(log()).findByText(words)).toBeTruthy();
    expect(entries()[0]).toContain("Thanks");
    expect(await violations()).toEqual([]);
  });

  it("is sent again on a press", async () => {
    panel.refusal = refused("login");
    await openChat();
    await userEvent.type(field(), "Thanks{Enter}");
    await within(log()).findByText(/Not sent/);
    panel.refusal = null;
    await userEvent.click(again() as HTMLElement);
    await waitFor(() => expect(within(log()).queryByText(/Not sent/)).toBeNull());
    expect(panel.sent).toEqual(["Thanks", "Thanks"]);
    expect(entries()).toHaveLength(1);
  });

  it("can be given up", async () => {
    panel.refusal = refused("login");
    await openChat();
    await userEvent.type(field(), "Thanks{Enter}");
    await userEvent.click(await screen.findByRole("button", { name: "Discard" }));
    expect(entries()).toEqual([]);
  });

  it("because there were too many says for how long, and offers no press that would be in vain", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-24T13:10:00Z"), toFake: ["Date"] });
    panel.refusal = refused("throttled", { retryAt: "2026-11-24T13:10:12Z" });
    await openChat();
    await userEvent.type(field(), "Thanks{Enter}");
    expect(
      await screen.findByText(/many messages in a short time. It is sent by itself in 12 seconds/),
    ).toBeTruthy();
    expect(again()).toBeNull();
    vi.setSystemTime(Date.parse("2026-11-24T13:10:12Z"));
    await waitFor(() => expect(again()).toBeTruthy());
    expect(within(log()).getByText(/It is sent by itself in a moment/)).toBeTruthy();
  });

  it("is sent by itself when the time has come", async () => {
    panel.refusal = refused("throttled", { retryAt: new Date(Date.now() + 1_000).toISOString() });
    await openChat();
    await userEvent.type(field(), "Thanks{Enter}");
    await within(log()).findAllByText(/many messages in a short time/);
    panel.refusal = null;
    await waitFor(() => expect(within(log()).queryByText(/Not sent/)).toBeNull());
    expect(panel.said.map(({ text }) => text)).toEqual(["Thanks"]);
  });

  it("says why once for all that wait with it; each can be given up", async () => {
    panel.refusal = refused("throttled", { retryAt: new Date(Date.now() + 60_000).toISOString() });
    await openChat();
    await userEvent.type(field(), "One{Enter}Two{Enter}");
    await waitFor(() => expect(entries()[1]).toBe("You Not sent yetTwoDiscard"));
    expect(entries()[0]).toContain("many messages in a short time");
    expect(await violations()).toEqual([]);
    await userEvent.click(button("Discard", 0));
    expect(entries()).toHaveLength(1);
    expect(entries()[0]).toContain("many messages in a short time");
  });

  it("is said to be on its way until the answer comes", async () => {
    await openChat();
    let answer: (line: Result<Message>) => void = () => undefined;
    panel.chat.write("Thanks");
    vi.spyOn(panel.server, "send").mockReturnValue(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    await userEvent.click(button("Send"));
    expect(entries()).toEqual(["You Sending…Thanks"]);
    await act(async () => answer({ ok: true, value: aLine(1, { from: "jonas", text: "Thanks" }) }));
    expect(screen.queryByText("Sending…")).toBeNull();
    expect(entries()).toHaveLength(1);
  });
});
