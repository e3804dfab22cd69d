import { act, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as when from "../../../i18n/when";
import { aLine, lines } from "../../../testing/chat";
import {
  atPanel,
  button,
  chatView,
  field,
  hear,
  items,
  LEO,
  log,
  openChat,
  panel,
  refused,
  scrollTo,
  tall,
  write,
} from "../../../testing/chatPage";
import * as links from "../model/links";

atPanel();

describe("a long chat", () => {
  it("is not drawn anew with each letter, and only the new one with each line", async () => {
    await openChat({ said: lines(1, 100), onPage: 100, arrivals: [LEO] });
    const times = vi.spyOn(when, "clockTime");
    const read = vi.spyOn(links, "linkify");
    act(() => panel.chat.write("x"));
    act(() => panel.chat.write("xy"));
    expect([times.mock.calls.length, read.mock.calls.length]).toEqual([0, 0]);
    hear(aLine(101));
    expect([times.mock.calls.length, read.mock.calls.length]).toEqual([1, 1]);
  });

  it("is not drawn anew with the call around it", async () => {
    const { rerender } = await openChat({ said: lines(1, 3), onPage: 3 });
    const looked = vi.spyOn(panel.chat, "getSnapshot");
    rerender(chatView());
    expect(looked).not.toHaveBeenCalled();
    rerender(chatView({ arrivals: [LEO] }));
    expect(looked).toHaveBeenCalled();
  });

  it("does not read an unsent line again while it counts the seconds", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    panel.refusal = refused("throttled", { retryAt: new Date(Date.now() + 30_000).toISOString() });
    await openChat({ said: lines(1, 1), onPage: 1 });
    await write("Thanks");
    const read = vi.spyOn(links, "linkify");
    vi.setSystemTime(Date.now() + 5_000);
    expect(await within(log()).findByText(/in 25 seconds/)).toBeTruthy();
    expect(read).not.toHaveBeenCalled();
  });

  it("shows its newest lines, and older ones on a press, first those that are there", async () => {
    await openChat({ said: lines(1, 501), onPage: 401 });
    const before = vi.spyOn(panel.server, "before");
    expect(items()).toHaveLength(300);
    expect(items().at(-1)?.textContent).toContain("Line 501");
    await userEvent.click(button("Earlier messages"));
    expect(items()).toHaveLength(400);
    await userEvent.click(button("Earlier messages"));
    expect(items()).toHaveLength(401);
    expect(before).not.toHaveBeenCalled();
    await userEvent.click(button("Earlier messages"));
    expect(before).toHaveBeenCalledTimes(1);
    expect(items()).toHaveLength(501);
    expect(button("Earlier messages")).toBeNull();
  });

  it("lets the oldest go as it grows, but not while one reads further up", async () => {
    await openChat({ said: lines(1, 300), onPage: 300 });
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(9_000);
    log().scrollTop = 100;
    act(() => void log().dispatchEvent(new Event("scroll", { bubbles: true })));
    hear(...lines(301, 401));
    expect(items()).toHaveLength(401);
    await userEvent.click(button("New messages"));
    hear(aLine(402));
    expect(items()).toHaveLength(300);
    expect(items()[0]?.textContent).toContain("Line 103");
  });
});

/** Nothing that waiting mends: it is sent again on a press alone. */
const refuseAll = () => {
  panel.refusal = refused("login");
};

describe("the focus", () => {
  beforeEach(refuseAll);
  const settle = () => act(async () => undefined);

  it("goes to the lines where there are no earlier ones any more", async () => {
    await openChat({ said: lines(1, 6), onPage: 3 });
    await userEvent.click(button("Earlier messages"));
    await settle();
    expect(button("Earlier messages")).toBeNull();
    expect(document.activeElement).toBe(log());
  });

  it("goes to the lines with the press that leads to what is new", async () => {
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(9_000);
    await openChat({ said: lines(1, 3), onPage: 3 });
    log().scrollTop = 100;
    act(() => void log().dispatchEvent(new Event("scroll", { bubbles: true })));
    hear(aLine(4));
    await userEvent.click(button("New messages"));
    expect(document.activeElement).toBe(log());
  });

  it.each(["Send again", "Discard"])("goes to the field with %s", async (way) => {
    await openChat({ said: lines(1, 1), onPage: 1 });
    await write("Thanks");
    panel.refusal = null;
    await userEvent.click(button(way));
    await settle();
    expect(button(way)).toBeNull();
    expect(document.activeElement).toBe(field());
  });

  it("stays where one has gone meanwhile", async () => {
    await openChat({ said: lines(1, 1), onPage: 1 });
    await write("Thanks");
    button("Discard").focus();
    act(() => button("Discard").blur());
    act(() => panel.chat.discard(panel.chat.getSnapshot().unsent[0]?.key ?? ""));
    expect(button("Discard")).toBeNull();
    expect(document.activeElement).toBe(document.body);
  });
});

describe("beside a line that was not sent", () => {
  beforeEach(() => {
    tall();
    refuseAll();
  });

  it("what is new has its button", async () => {
    await openChat({ said: lines(1, 3), onPage: 3 });
    await write("Thanks");
    scrollTo(100);
    hear(aLine(4));
    expect(button("New messages")).toBeTruthy();
    expect(log().scrollTop).toBe(100);
  });

  it("another one that is sent does not lead away from where one reads", async () => {
    await openChat({ said: lines(1, 3), onPage: 3 });
    await write("Thanks");
    await write("And bye");
    scrollTo(100);
    panel.refusal = null;
    await act(async () => panel.chat.retry(panel.chat.getSnapshot().unsent[1]?.key ?? ""));
    await waitFor(() => expect(panel.chat.getSnapshot().unsent).toHaveLength(1));
    expect(log().scrollTop).toBe(100);
  });
});
