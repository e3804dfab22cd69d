import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { networkError, type Result } from "../../../api/errors";
import type { MessagePage } from "../../../api/shapes";
import { startI18n } from "../../../i18n/i18n";
import { aLine, lines } from "../../../testing/chat";
import {
  atPanel,
  button,
  chatView,
  hear,
  items,
  LEO,
  log,
  openChat,
  page,
  panel,
  refused,
  startChat,
  write,
} from "../../../testing/chatPage";
import { renderPage } from "../../../testing/render";

atPanel();

const status = () => screen.getByRole("status").textContent;

describe("what is read out", () => {
  const live = () => log().getAttribute("aria-live");

  it("is not the first page, where the chat was open before it came", async () => {
    let answer: (page: Result<MessagePage>) => void = () => undefined;
    const newest = () => new Promise<Result<MessagePage>>((resolve) => (answer = resolve));
    startChat({}, { newest });
    await renderPage(chatView());
    expect(live()).toBe("off");
    await act(async () => answer(page(lines(1, 3))));
    expect(items()).toHaveLength(3);
    expect(live()).toBe("off");
    await waitFor(() => expect(live()).toBe("polite"));
    hear(aLine(4));
    expect(live()).toBe("polite");
  });

  it("is the first line of an empty chat", async () => {
    await openChat();
    expect(live()).toBe("polite");
    hear(aLine(1));
    expect(live()).toBe("polite");
  });

  it("is not what was drawn in front, but goes on where the oldest went", async () => {
    await openChat({ said: lines(1, 350), onPage: 350 });
    await userEvent.click(button("Earlier messages"));
    expect(live()).toBe("off");
    await waitFor(() => expect(live()).toBe("polite"));
    hear(...lines(351, 401));
    expect(items()).toHaveLength(300);
    expect(live()).toBe("polite");
  });

  it("is who came in by the call, and one's own line once it is said: not a second time here", async () => {
    panel.refusal = networkError;
    await openChat({ said: lines(1, 1), onPage: 1, arrivals: [LEO] });
    await write("Thanks");
    const quiet = items().map((item) => [item.getAttribute("aria-live"), item.textContent]);
    expect(quiet).toEqual([
      [null, expect.stringContaining("Line 1")],
      ["off", expect.stringContaining("Leo Brandt")],
      ["off", expect.stringContaining("Thanks")],
    ]);
  });

  it("is that a line was not sent, with each press", async () => {
    panel.refusal = refused("login");
    await openChat({ said: lines(1, 1), onPage: 1 });
    await write("Thanks");
    await waitFor(() => expect(status()).toMatch(/^Not sent: you are logged out/));
    panel.refusal = refused("refused", { detail: "The session has ended." });
    await userEvent.click(button("Send again"));
    await waitFor(() => expect(status()).toBe("The session has ended."));
  });

  it("is not that the page has tried again by itself, in vain", async () => {
    panel.refusal = networkError;
    await openChat({ said: lines(1, 1) });
    await write("Thanks");
    await waitFor(() => expect(status()).toMatch(/^Not sent yet: no answer came/));
    const changes = vi.fn();
    new MutationObserver(changes).observe(screen.getByRole("status"), { childList: true, subtree: true });
    const tried = panel.sent.length;
    act(() => void window.dispatchEvent(new Event("online")));
    await waitFor(() => expect(panel.sent.length).toBeGreaterThan(tried));
    await act(async () => undefined);
    expect(changes).not.toHaveBeenCalled();
  });

  it("is whose line it is, also where the name is seen only once", async () => {
    await openChat({ said: lines(1, 2) });
    expect(items().map((item) => item.textContent)).toEqual([
      expect.stringMatching(/^Dr. Nadia Rahman Host .*Line 1$/),
      expect.stringMatching(/^Dr. Nadia Rahman Host .*Line 2$/),
    ]);
    const names = screen.getAllByText("Dr. Nadia Rahman");
    expect(names.map((name) => name.closest(".hidden-visually") === null)).toEqual([true, false]);
  });

  it("is one sentence while one must wait, not each second", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    panel.refusal = refused("throttled", { retryAt: new Date(Date.now() + 30_000).toISOString() });
    await openChat({ said: lines(1, 1), onPage: 1 });
    await write("Thanks");
    const sentence = "Not sent yet: many messages in a short time. It is sent by itself in a moment.";
    await waitFor(() => expect(status()).toBe(sentence));
    expect(
      within(log())
        .getByText(/in 30 seconds/)
        .getAttribute("aria-hidden"),
    ).toBe("true");
    const said = within(log()).getByText(sentence);
    vi.setSystemTime(Date.now() + 1_000);
    expect(await within(log()).findByText(/in 29 seconds/)).toBeTruthy();
    expect(within(log()).getByText(sentence)).toBe(said);
  });
});

it("in German, somebody comes in with the same words in the log and in what is said", async () => {
  await openChat({ said: lines(1, 1), onPage: 1, arrivals: [LEO], language: "de" });
  const { t } = await startI18n("de");
  const said = t("call:say.came", { name: "Leo Brandt" });
  expect(within(log()).getByText(said.replace(/\.$/, ""))).toBeTruthy();
});
