import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { Countdown } from "./Countdown";

const NOW = Date.parse("2026-11-24T13:44:50Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date", "setTimeout", "clearTimeout"] });
});

afterEach(() => vi.useRealTimers());

async function countTo(
  opensAt: string,
  { serverTime = new Date(NOW).toISOString(), language = "en" as "en" | "de" } = {},
) {
  const opens = vi.fn();
  await renderPage(
    <main>
      <Countdown opensAt={opensAt} serverTime={serverTime} receivedAt={NOW} onOpens={opens} />
    </main>,
    { language },
  );
  return opens;
}

const face = () => document.querySelector(".countdown")?.textContent;
const pass = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));

describe("the countdown on the page", () => {
  it("goes second by second", async () => {
    await countTo("2026-11-24T13:45:00Z");
    expect(face()).toBe("0:10");
    pass(1);
    expect(face()).toBe("0:09");
    pass(4);
    expect(face()).toBe("0:05");
  });

  it("asks the server once when the moment is there, and says that the room is opening", async () => {
    const opens = await countTo("2026-11-24T13:45:00Z");
    pass(9);
    expect(opens).not.toHaveBeenCalled();
    pass(1);
    expect(opens).toHaveBeenCalledTimes(1);
    expect(screen.getByText("The room is opening")).toBeTruthy();
    pass(20);
    expect(opens).toHaveBeenCalledTimes(1);
    expect(face()).toBe("0:00");
  });

  it("is right on a phone whose clock is ten minutes slow", async () => {
    await countTo("2026-11-24T13:55:00Z", { serverTime: "2026-11-24T13:54:50Z" });
    expect(face()).toBe("0:10");
  });

  it("is right at the first glance after the tab has slept", async () => {
    await countTo("2026-11-24T13:55:00Z");
    vi.setSystemTime(NOW + 300_000);
    act(() => void document.dispatchEvent(new Event("visibilitychange")));
    expect(face()).toBe("5:10");
  });

  it("speaks whole words to a screen reader, in German, too", async () => {
    await countTo("2026-11-24T13:57:31Z", { language: "de" });
    const timer = screen.getByRole("timer");
    expect(timer.getAttribute("aria-label")).toBe("Öffnet in 12 Minuten, 41 Sekunden");
    vi.useRealTimers();
    expect(await violations()).toEqual([]);
  });
});
