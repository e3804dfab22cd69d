import { expect, it } from "vitest";
import { canShareScreen } from "./canShare";

it("is possible where the browser can show a screen: on no phone, and on no page without HTTPS", () => {
  expect(canShareScreen({ getDisplayMedia: () => Promise.reject() })).toBe(true);
  expect(canShareScreen({})).toBe(false);
  expect(canShareScreen(undefined)).toBe(false);
});
