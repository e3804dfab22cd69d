import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { renderPage } from "../../../testing/render";
import { useChatNews } from "./useChatNews";

const chat = { newestAuthor: () => "Elena Marchetti" };

function Bar({ unread }: { unread: number }) {
  useChatNews(chat, unread);
  return null;
}

/** Everything that was said, in order. */
let heard: string[];
let watch: MutationObserver;

beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
});
afterEach(() => {
  watch.disconnect();
  vi.useRealTimers();
});

async function draw() {
  const { rerender } = await renderPage(<Bar unread={0} />);
  const region = screen.getByRole("status");
  watch = new MutationObserver(() => {
    const words = region.textContent ?? "";
    if (words !== "" && words !== heard.at(-1)) heard.push(words);
  });
  watch.observe(region, { childList: true, characterData: true, subtree: true });
  return (unread: number) => rerender(<Bar unread={unread} />);
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

it("one message is told with its author, a moment later", async () => {
  const show = await draw();
  show(1);
  await pass(1_400);
  expect(heard).toEqual([]);
  await pass(300);
  expect(heard).toEqual(["New message from Elena Marchetti"]);
});

it("several are told in one sentence, and more that come do not put it off", async () => {
  const show = await draw();
  show(1);
  await pass(800);
  show(2);
  await pass(600);
  show(3);
  await pass(200);
  expect(heard).toEqual(["3 new messages"]);
});

it("a lively chat is told now and then, and only what was not told before", async () => {
  const show = await draw();
  show(1);
  await pass(1_600);
  for (let unread = 2; unread <= 6; unread += 1) {
    show(unread);
    await pass(2_000);
  }
  expect(heard).toEqual(["New message from Elena Marchetti"]);
  await pass(2_000);
  expect(heard).toEqual(["New message from Elena Marchetti", "5 new messages"]);
});

it("what was read before it was told is not told", async () => {
  const show = await draw();
  show(2);
  await pass(1_000);
  show(0);
  await pass(20_000);
  expect(heard).toEqual([]);
  show(1);
  await pass(1_600);
  expect(heard).toEqual(["New message from Elena Marchetti"]);
});
