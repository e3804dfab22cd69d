import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { networkError } from "../../../api/errors";
import { violations } from "../../../testing/axe";
import { aLine, lines } from "../../../testing/chat";
import {
  atPanel,
  button,
  entries,
  field,
  hear,
  log,
  openChat,
  panel,
  refused,
  scrollTo,
  tall,
} from "../../../testing/chatPage";

atPanel();

describe("the log", () => {
  it("tells who said what and when, by the reader's clock, and who came in", async () => {
    const arrival = { id: "came-1", name: "Leo Brandt", at: Date.parse("2026-11-24T13:06:30Z") };
    vi.useFakeTimers({ now: Date.parse("2026-11-24T14:00:00Z"), toFake: ["Date"] });
    const { language } = { language: "en" as const };
    await openChat({
      said: [aLine(1), aLine(2, { from: "jonas", text: "Thanks" })],
      arrivals: [arrival],
      language,
    });
    const clock = (iso: string) =>
      new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
        new Date(iso),
      );
    expect(entries()).toEqual([
      `Dr. Nadia Rahman Host ${clock("2026-11-24T13:06:00Z")}Line 1`,
      `Leo Brandt came in ${clock("2026-11-24T13:06:30Z")}`,
      `You ${clock("2026-11-24T13:07:00Z")}Thanks`,
    ]);
    expect(screen.getByText(clock("2026-11-24T13:06:00Z"), { selector: "li:first-child time" })).toBeTruthy();
    expect(await violations()).toEqual([]);
    vi.useRealTimers();
  });

  it("names the day of a line that is not of today", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-26T12:00:00Z"), toFake: ["Date"] });
    await openChat({ said: [aLine(1)] });
    expect(entries()[0]).toMatch(/^Dr. Nadia Rahman Host Tuesday,? 24 November, \d\d:06Line 1$/);
    vi.useRealTimers();
  });

  it("shows text as text, and addresses as links that open beside the call", async () => {
    const text = 'See <b>this</b>: https://estuary.example/breath-sheet. <img src=x onerror="alert(1)">\nBye';
    await openChat({ said: [aLine(1, { text })] });
    expect(entries()[0]).toContain(text);
    expect(log().querySelector("img, li b + b, script")).toBeNull();
    const link = screen.getByRole("link", { name: "https://estuary.example/breath-sheet" });
    expect(link.getAttribute("href")).toBe("https://estuary.example/breath-sheet");
    expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(link.getAttribute("target")).toBe("_blank");
  });

  it("says that nothing was said yet, until something is", async () => {
    await openChat();
    expect(screen.getByText(/Nothing has been written yet/)).toBeTruthy();
    expect(await violations()).toEqual([]);
    hear(aLine(1));
    expect(screen.queryByText(/Nothing has been written yet/)).toBeNull();
    expect(entries()).toHaveLength(1);
  });

  it("says when the lines do not come, or may not be read", async () => {
    panel.noPages = networkError;
    await openChat();
    expect(screen.getByText(/The messages do not come at the moment/)).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("gives the server's reason where it refuses", async () => {
    panel.noPages = refused("refused", { detail: "You were removed from the session." });
    await openChat();
    expect(screen.getByText("You were removed from the session.")).toBeTruthy();
  });

  it("is read out as it grows, but not what is put in front of it", async () => {
    await openChat({ said: lines(1, 5) });
    expect(log().getAttribute("aria-live")).toBe("polite");
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(entries()).toHaveLength(5);
    expect(log().getAttribute("aria-live")).toBe("off");
    expect(screen.queryByRole("button", { name: "Earlier messages" })).toBeNull();
    await waitFor(() => expect(log().getAttribute("aria-live")).toBe("polite"));
  });

  it("says when earlier lines did not come, and asks again on a press", async () => {
    await openChat({ said: lines(1, 5) });
    panel.noPages = networkError;
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(screen.getByText(/The earlier messages did not come/)).toBeTruthy();
    panel.noPages = null;
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(entries()).toHaveLength(5);
  });

  it("counts as read while it is there", async () => {
    await openChat({ said: [aLine(1)] });
    hear(aLine(2));
    expect(panel.chat.getSnapshot().unread).toBe(0);
  });
});

describe("where one reads", () => {
  const below = () => button("New messages");

  it("is the end, which stays in sight", async () => {
    tall();
    await openChat({ said: lines(1, 3) });
    expect(log().scrollTop).toBe(1_300);
    hear(aLine(4));
    expect(log().scrollTop).toBe(1_400);
    expect(below()).toBeNull();
  });

  it("is left alone further up; a button leads to what is new", async () => {
    tall();
    await openChat({ said: lines(1, 3) });
    scrollTo(200);
    hear(aLine(4));
    expect(log().scrollTop).toBe(200);
    expect(await violations()).toEqual([]);
    await userEvent.click(below());
    expect(log().scrollTop).toBe(1_400);
    expect(below()).toBeNull();
  });

  it("begins at the mark of what is new, where that is further up", async () => {
    tall();
    vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
      return this.className === "unread-from" ? 520 : 20;
    });
    await openChat({ said: lines(1, 3), read: 1 });
    expect(entries()).toEqual([expect.any(String), "New", expect.any(String), expect.any(String)]);
    expect(log().scrollTop).toBe(500);
    expect(await violations()).toEqual([]);
    await userEvent.click(below());
    expect(log().scrollTop).toBe(1_300);
  });

  it("is the end where the mark of what is new is in sight there", async () => {
    tall();
    vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
      return this.className === "unread-from" ? 1_420 : 20;
    });
    await openChat({ said: lines(1, 3), read: 1 });
    expect(log().scrollTop).toBe(1_300);
    expect(below()).toBeNull();
  });

  it("needs no button any more once one has scrolled there", async () => {
    tall();
    await openChat({ said: lines(1, 3) });
    scrollTo(200);
    hear(aLine(4));
    scrollTo(790);
    expect(below()).toBeNull();
  });

  it("does not move when earlier lines are put in front", async () => {
    tall();
    await openChat({ said: lines(1, 5) });
    scrollTo(0);
    await userEvent.click(screen.getByRole("button", { name: "Earlier messages" }));
    expect(log().scrollTop).toBe(200);
    expect(below()).toBeNull();
  });

  it("is the end again when one says something oneself", async () => {
    tall();
    await openChat({ said: lines(1, 3) });
    scrollTo(200);
    await userEvent.type(field(), "Thanks{Enter}");
    await waitFor(() => expect(log().scrollTop).toBe(1_400));
  });
});
