import { describe, expect, it } from "vitest";
import { categoryOf, errorFrom, mayPass, networkError } from "./errors";

describe("an error of the API", () => {
  it("carries code, words and the time to ask again", () => {
    const body = { code: "too_early", detail: "The room opens at 13:45.", retry_at: "2026-11-24T13:45:00Z" };
    expect(errorFrom(403, body)).toEqual({
      code: "too_early",
      category: "refused",
      detail: "The room opens at 13:45.",
      retryAt: "2026-11-24T13:45:00Z",
      status: 403,
    });
  });

  it.each([undefined, null, "<html>Bad gateway</html>", 7, {}, { code: 4, detail: [], retry_at: 1 }])(
    "is usable even where a proxy answered with %j",
    (body) => {
      expect(errorFrom(502, body)).toEqual({
        code: "http_502",
        category: "unavailable",
        detail: "",
        retryAt: null,
        status: 502,
      });
    },
  );

  it.each([
    [401, "login"],
    [403, "refused"],
    [404, "refused"],
    [409, "refused"],
    [410, "refused"],
    [413, "fault"],
    [429, "throttled"],
    [500, "fault"],
    [502, "unavailable"],
    [503, "unavailable"],
    [504, "unavailable"],
  ])("of status %d is %s", (status, category) => {
    expect(categoryOf(status)).toBe(category);
  });
});

it("only what may pass by itself is worth asking again", () => {
  const passes = [
    networkError,
    errorFrom(503, {}),
    errorFrom(429, {}),
    errorFrom(403, {}),
    errorFrom(401, {}),
    errorFrom(500, {}),
  ];
  expect(passes.map(mayPass)).toEqual([true, true, true, false, false, false]);
});
