import { delay, HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aLine } from "../testing/chat";
import { BOOKING_PAGE, grantFor, sessionRoom } from "../testing/people";
import { JOIN_URL, ROOM_URL, startServer } from "../testing/server";
import { csrfToken, makeClient } from "./client";
import { messagesOf } from "./messages";
import {
  endRoom,
  fetchRoom,
  joinRoom,
  listParticipants,
  readmitParticipant,
  removeParticipant,
  type Subject,
} from "./rooms";

const server = startServer();
const client = makeClient(BOOKING_PAGE);
const BOOKING: Subject = { kind: "booking", ref: "12" };

function forgetCookie(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the only way to drop a cookie in a test
  document.cookie = "csrftoken=; max-age=0";
}

beforeEach(() => {
  document.head.innerHTML = '<meta name="csrf-token" content="from-the-page">';
});

afterEach(forgetCookie);

describe("a request that changes something", () => {
  it("carries the page's CSRF token", async () => {
    const seen: (string | null)[] = [];
    server.use(
      http.post(JOIN_URL, ({ request }) => {
        seen.push(request.headers.get("X-CSRFToken"));
        return HttpResponse.json(grantFor(sessionRoom()));
      }),
    );
    await joinRoom(client, BOOKING);
    expect(seen).toEqual(["from-the-page"]);
  });

  it("prefers the cookie, which a log-in in another tab has changed", () => {
    // biome-ignore lint/suspicious/noDocumentCookie: Django sets it so
    document.cookie = "csrftoken=from%2Dthe-cookie";
    expect(csrfToken()).toBe("from-the-cookie");
  });

  it("is sent without, rather than not at all, where there is none", () => {
    document.head.innerHTML = "";
    expect(csrfToken()).toBe("");
  });
});

it("a line of the chat is sent with its key, which makes trying again harmless", async () => {
  const bodies: unknown[] = [];
  server.use(
    http.post("*/api/v1/rooms/u/messages/", async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json(aLine(1), { status: 201 });
    }),
  );
  expect(await messagesOf(client, "u").send("Thanks", "k-1")).toEqual({ ok: true, value: aLine(1) });
  expect(bodies).toEqual([{ text: "Thanks", client_key: "k-1" }]);
});

describe("an answer", () => {
  it("is a value", async () => {
    server.use(http.get(ROOM_URL, () => HttpResponse.json(sessionRoom())));
    expect(await fetchRoom(client, BOOKING)).toEqual({ ok: true, value: sessionRoom() });
  });

  it("that refuses is a value, too", async () => {
    server.use(
      http.get(ROOM_URL, () =>
        HttpResponse.json({ code: "not_a_participant", detail: "No" }, { status: 403 }),
      ),
    );
    const answer = await fetchRoom(client, BOOKING);
    expect(answer).toMatchObject({ ok: false, error: { code: "not_a_participant", category: "refused" } });
  });

  it("that never comes is the network", async () => {
    server.use(http.get(ROOM_URL, () => HttpResponse.error()));
    expect(await fetchRoom(client, BOOKING)).toMatchObject({
      ok: false,
      error: { category: "network", status: 0 },
    });
  });

  it("that takes longer than anybody waits counts as none", async () => {
    server.use(
      http.get(ROOM_URL, async () => {
        await delay("infinite");
        return HttpResponse.json(sessionRoom());
      }),
    );
    const impatient = makeClient(BOOKING_PAGE, 50);
    expect(await fetchRoom(impatient, BOOKING)).toMatchObject({ ok: false, error: { category: "network" } });
  });

  it("that nobody waits for any more is dropped", async () => {
    server.use(http.get(ROOM_URL, () => HttpResponse.json(sessionRoom())));
    const answer = await fetchRoom(client, BOOKING, AbortSignal.abort());
    expect(answer).toMatchObject({ ok: false, error: { category: "network" } });
  });

  it("of a proxy, in HTML, is a server in trouble", async () => {
    server.use(http.get(ROOM_URL, () => HttpResponse.html("<h1>Bad gateway</h1>", { status: 502 })));
    expect(await fetchRoom(client, BOOKING)).toMatchObject({
      ok: false,
      error: { category: "unavailable", status: 502 },
    });
  });

  it("of a captive portal, in HTML and cheerful, is no room", async () => {
    server.use(http.get(ROOM_URL, () => HttpResponse.html("<h1>Welcome to the hotel</h1>")));
    expect(await fetchRoom(client, BOOKING)).toMatchObject({ ok: false, error: { category: "unavailable" } });
  });
});

describe("addresses", () => {
  const asked: string[] = [];
  const queries: string[] = [];
  const note = ({ request }: { request: Request }) => {
    const { pathname, searchParams } = new URL(request.url);
    asked.push(`${request.method} ${pathname}`);
    queries.push(searchParams.toString());
    return HttpResponse.json({ results: [], next: null, previous: null });
  };
  beforeEach(() => {
    asked.length = 0;
    queries.length = 0;
    server.use(http.all("*", note));
  });

  it("follow what the page is about", async () => {
    for (const kind of ["booking", "session", "room"] as const) {
      await fetchRoom(client, { kind, ref: "7" });
      await joinRoom(client, { kind, ref: "7" });
    }
    expect(asked).toEqual([
      "GET /api/v1/rooms/booking/7/",
      "POST /api/v1/rooms/booking/7/join/",
      "GET /api/v1/rooms/session/7/",
      "POST /api/v1/rooms/session/7/join/",
      "GET /api/v1/rooms/7/",
      "POST /api/v1/rooms/7/get_token/",
    ]);
  });

  it("name people by their id in the room", async () => {
    await endRoom(client, "u");
    await listParticipants(client, "u");
    await removeParticipant(client, "u", "p-jonas");
    await readmitParticipant(client, "u", "p-jonas");
    expect(asked).toEqual([
      "POST /api/v1/rooms/u/end/",
      "GET /api/v1/rooms/u/participants/",
      "POST /api/v1/rooms/u/participants/p-jonas/remove/",
      "POST /api/v1/rooms/u/participants/p-jonas/readmit/",
    ]);
  });

  it("carry what one asks for of a long list", async () => {
    await listParticipants(client, "u", { inside: true, role: "viewer", search: "Özge & Co", page: 2 });
    await listParticipants(client, "u", { removed: true });
    const messages = messagesOf(client, "u");
    await messages.newest();
    await messages.after("m-3");
    await messages.before("m-1");
    expect(queries).toEqual([
      "inside=true&role=viewer&search=%C3%96zge+%26+Co&page=2",
      "removed=true",
      "newest=true",
      "after=m-3",
      "before=m-1",
    ]);
  });

  it("begin where the host has mounted the API", async () => {
    await fetchRoom(makeClient({ ...BOOKING_PAGE, api: "/video/api/v1/rooms" }), BOOKING);
    expect(asked).toEqual(["GET /video/api/v1/rooms/booking/12/"]);
  });
});
