import { afterEach, expect, it, vi } from "vitest";
import { lookUpPermission } from "./permissions";

afterEach(() => vi.unstubAllGlobals());

function browserAnswers(query: () => Promise<unknown>): void {
  vi.stubGlobal("navigator", { permissions: { query } });
}

it("a permission is what the browser says", async () => {
  browserAnswers(async () => ({ state: "granted" }));
  expect(await lookUpPermission("camera")).toEqual({ state: "granted" });
});

it("a browser that knows no such permission tells nothing", async () => {
  browserAnswers(() => Promise.reject(new TypeError("'camera' is not a valid enum value")));
  expect(await lookUpPermission("camera")).toBeNull();
});

it("any other fault is not hidden", async () => {
  browserAnswers(() => Promise.reject(new Error("fault")));
  await expect(lookUpPermission("camera")).rejects.toThrow("fault");
});
