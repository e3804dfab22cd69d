import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useBriefly } from "./useBriefly";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const briefly = (on: boolean) =>
  renderHook(({ now }) => useBriefly(now, 15_000), { initialProps: { now: on } });
const shown = (hook: ReturnType<typeof briefly>) => hook.result.current[0];
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

it("shows the words for a while, not for ever", () => {
  const hook = briefly(true);
  expect(shown(hook)).toBe(true);
  pass(14_999);
  expect(shown(hook)).toBe(true);
  pass(1);
  expect(shown(hook)).toBe(false);
});

it("shows them again on a press, and for as long", () => {
  const hook = briefly(true);
  pass(20_000);
  act(() => hook.result.current[1]());
  expect(shown(hook)).toBe(true);
  pass(15_000);
  expect(shown(hook)).toBe(false);
});

it("takes them away when the reason is gone, and brings them back with it", () => {
  const hook = briefly(true);
  pass(20_000);
  hook.rerender({ now: false });
  expect(shown(hook)).toBe(false);
  hook.rerender({ now: true });
  expect(shown(hook)).toBe(true);
  pass(15_000);
  expect(shown(hook)).toBe(false);
});

it("shows nothing while there is no reason, whatever is pressed", () => {
  const hook = briefly(false);
  act(() => hook.result.current[1]());
  expect(shown(hook)).toBe(false);
});
