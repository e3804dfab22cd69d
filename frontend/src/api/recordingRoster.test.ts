import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { startServer } from "../testing/server";
import { askRoster } from "./recordingRoster";

const URL = "http://localhost/api/v1/recording-roster/";
const ROSTER = { room: { title: "Breathwork", room_type: "group" }, people: [] };

const server = startServer();
const answers = (respond: (request: Request) => Response) =>
  server.use(http.get(URL, ({ request }) => respond(request)));

describe("the question for the roster", () => {
  it("carries the egress's token, and no cookie", async () => {
    let asked: Request | undefined;
    answers((request) => {
      asked = request;
      return HttpResponse.json(ROSTER);
    });

    expect(await askRoster(URL, "eyJ.a.b")).toEqual({ kind: "roster", roster: ROSTER });
    expect(asked?.headers.get("authorization")).toBe("Bearer eyJ.a.b");
    expect(asked?.credentials).toBe("omit");
    expect(asked?.url).not.toContain("eyJ");
  });

  it("is answered with the end where the session is over", async () => {
    answers(() => HttpResponse.json({ code: "room_ended", detail: "…" }, { status: 410 }));
    expect(await askRoster(URL, "t")).toEqual({ kind: "ended" });
  });

  it.each([401, 404, 429, 500, 503])("is answered with nothing by a %i", async (status) => {
    answers(() => HttpResponse.json({ code: "x", detail: "…" }, { status }));
    expect(await askRoster(URL, "t")).toEqual({ kind: "none" });
  });

  it("is answered with nothing by a proxy's page", async () => {
    answers(() => new HttpResponse("<html>Bad gateway</html>", { status: 200 }));
    expect(await askRoster(URL, "t")).toEqual({ kind: "none" });
  });

  it("is answered with nothing where nobody answers", async () => {
    answers(() => HttpResponse.error());
    expect(await askRoster(URL, "t")).toEqual({ kind: "none" });
  });
});
