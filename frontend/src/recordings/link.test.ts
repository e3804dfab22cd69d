import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { startServer } from "../testing/server";
import { askLink } from "./link";

const LINK = "http://localhost/api/v1/recordings/r1/link/";

const server = startServer();

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: what Django sets
  document.cookie = "csrftoken=abc";
});

describe("a link", () => {
  it("is asked for with the page's token, to be played or to be kept", async () => {
    const asked: unknown[] = [];
    server.use(
      http.post(LINK, async ({ request }) => {
        asked.push([request.headers.get("x-csrftoken"), await request.json()]);
        return HttpResponse.json(
          { url: "/recordings/media/x/", expires_at: "2026-11-29T15:00:00Z" },
          { headers: { Date: "Sun, 29 Nov 2026 14:45:00 GMT" } },
        );
      }),
    );

    expect(await askLink(LINK)).toEqual({
      kind: "link",
      url: "/recordings/media/x/",
      lastsMs: 15 * 60_000, // by the server's clock, whatever that of the device says
    });
    await askLink(LINK, true);
    expect(asked).toEqual([
      ["abc", { download: false }],
      ["abc", { download: true }],
    ]);
  });

  it.each([
    [404, "There is no such recording.", true],
    [409, "This recording is not ready yet.", false],
  ])("that is refused (%i) comes with the server's words", async (status, detail, gone) => {
    server.use(http.post(LINK, () => HttpResponse.json({ code: "x", detail }, { status })));
    expect(await askLink(LINK)).toEqual({ kind: "refused", detail, gone });
  });

  it("is none where a proxy answers, or nobody", async () => {
    server.use(http.post(LINK, () => new HttpResponse("<html>", { status: 502 })));
    expect(await askLink(LINK)).toEqual({ kind: "offline" });
    server.use(http.post(LINK, () => HttpResponse.error()));
    expect(await askLink(LINK)).toEqual({ kind: "offline" });
  });
});
