import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { startServer } from "../testing/server";
import { makeClient } from "./client";
import { reportQuality } from "./quality";

const server = startServer();
const URL = "*/api/v1/rooms/r-1/quality/";
const report = { visit_sid: "PA_jonas", batch: 1, samples: [], events: [] };
const client = makeClient({ api: "/api/v1/rooms/", language: "en" });

describe("a report of the own connection", () => {
  it("is sent with the page's token, and outlives the page when it is the last", async () => {
    let asked: Request | undefined;
    server.use(
      http.post(URL, ({ request }) => {
        asked = request;
        return new HttpResponse(null, { status: 204 });
      }),
    );

    expect(await reportQuality(client, "r-1", report, true)).toBe("taken");
    expect(asked?.keepalive).toBe(true);
    expect(asked?.headers.has("X-CSRFToken")).toBe(true);
    expect(await asked?.json()).toEqual(report);
  });

  it.each([
    [400, "never"],
    [403, "never"],
    [404, "never"],
    [410, "never"],
    [429, "later"],
    [503, "later"],
    [500, "later"],
  ] as const)("answered by %i is sent again %s", async (status, next) => {
    server.use(http.post(URL, () => HttpResponse.json({ code: "x", detail: "" }, { status })));
    expect(await reportQuality(client, "r-1", report, false)).toBe(next);
  });

  it("without an answer is sent again later, and nobody hears of it", async () => {
    server.use(http.post(URL, () => HttpResponse.error()));
    expect(await reportQuality(client, "r-1", report, false)).toBe("later");
  });
});
