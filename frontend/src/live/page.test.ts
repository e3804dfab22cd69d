import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { giveLocks, streamingServer, takeLocks } from "../testing/live";
import { startServer } from "../testing/server";
import type { Watched } from "./live";

const api = startServer();
let server: ReturnType<typeof streamingServer>;
let heard: { at: string; room: Watched }[];

const note = (event: Event) => {
  const place = event.target as HTMLElement;
  heard.push({ at: place.id, room: (event as CustomEvent<Watched>).detail });
};

beforeEach(() => {
  server = streamingServer();
  api.use(server.handler);
  giveLocks();
  heard = [];
  document.addEventListener("rooms:live", note);
});
afterEach(() => {
  window.dispatchEvent(new Event("pagehide"));
  document.removeEventListener("rooms:live", note);
  document.head.replaceChildren();
  document.body.replaceChildren();
  takeLocks();
  vi.resetModules();
});

/** A host's own page, with the two lines in its head that docs/adopt.md names. */
async function open(body: string, head = '<meta name="rooms-live" content="/api/v1/live/" data-user="3">') {
  document.head.innerHTML = head;
  document.body.innerHTML = body;
  await import("./page");
}
const line = async () => {
  await waitFor(() => expect(server.open()).toHaveLength(1));
  return server.open()[0];
};
const text = (selector: string) => document.querySelector(selector)?.textContent;

describe("a host's own page", () => {
  it("watches what stands on it, each once", async () => {
    await open(`
      <p data-room-live="session:4"></p><p data-room-live="booking:12"></p>
      <p data-room-live="session:4"></p><p data-room-live=""></p>`);
    expect((await line())?.watches).toEqual(["session:4", "booking:12"]);
  });

  it("has its numbers filled, wherever the same session stands", async () => {
    await open(`
      <p id="a" data-room-live="session:4"><b data-live="participant_count">0</b> inside</p>
      <p id="b" data-room-live="session:4"><b data-live="clients_inside">0</b></p>
      <p id="c" data-room-live="session:5"><b data-live="participant_count">0</b></p>`);
    (await line())?.room({ watch: "session:4", participant_count: 3, clients_inside: 2 });
    await waitFor(() => expect(text("#a b")).toBe("3"));
    expect([text("#b b"), text("#c b")]).toEqual(["2", "0"]);
  });

  it("is told of each change where it happened, with what the API says", async () => {
    await open('<p id="a" data-room-live="session:4"></p><p id="c" data-room-live="session:5"></p>');
    (await line())?.room({ watch: "session:5", status: "in_use" });
    await waitFor(() => expect(heard.map(({ at }) => at)).toEqual(["c"]));
    expect(heard[0]?.room).toMatchObject({ watch: "session:5", status: "in_use" });
  });

  it("may be drawn anew meanwhile", async () => {
    await open('<main><p data-room-live="session:4"><b data-live="participant_count">0</b></p></main>');
    const stream = await line();
    document.body.innerHTML = '<p data-room-live="session:4"><i data-live="participant_count">0</i></p>';
    stream?.room({ watch: "session:4", participant_count: 1 });
    await waitFor(() => expect(text("i")).toBe("1"));
  });

  it("asks for nothing where nothing is watched, or nobody says where to ask", async () => {
    await open("<p>No sessions today.</p>");
    vi.resetModules();
    await open('<p data-room-live="session:4"></p>', "");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([server.lines, server.polls]).toEqual([[], []]);
  });
});
