import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startServer } from "../testing/server";
import { awaitChange, easeSharing, offerDownload } from "./managing";

const ONE = "http://localhost/api/v1/recordings/r1/";

const server = startServer();
let trouble: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `
    <form data-recording="${ONE}"><button role="switch" aria-checked="false" name="shared" value="on"></button></form>
    <button id="download" data-link="${ONE}link/" hidden></button>
    <p id="trouble" hidden></p>`;
  trouble = document.getElementById("trouble") as HTMLElement;
});

describe("the switch for sharing", () => {
  const form = () => document.querySelector("form") as HTMLFormElement;
  const button = () => form().querySelector("button") as HTMLButtonElement;
  const press = () => form().dispatchEvent(new Event("submit", { cancelable: true }));
  beforeEach(() => easeSharing(form(), trouble, "No connection."));

  it("asks the server and then shows what holds, without loading the page anew", async () => {
    const asked: unknown[] = [];
    server.use(
      http.patch(ONE, async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({});
      }),
    );
    expect(press()).toBe(false); // the browser was kept from sending the form
    await vi.waitFor(() => expect(button().getAttribute("aria-checked")).toBe("true"));
    expect(button().value).toBe("off");
    press();
    await vi.waitFor(() => expect(button().getAttribute("aria-checked")).toBe("false"));
    expect(asked).toEqual([{ shared: true }, { shared: false }]);
  });

  it("stays as it is where the server refuses, and says why", async () => {
    server.use(
      http.patch(ONE, () => HttpResponse.json({ code: "x", detail: "Not yours." }, { status: 403 })),
    );
    press();
    await vi.waitFor(() => expect(trouble.textContent).toBe("Not yours."));
    expect(button().getAttribute("aria-checked")).toBe("false");
    expect(button().hasAttribute("aria-disabled")).toBe(false);
  });

  it("says so where nobody answers", async () => {
    server.use(http.patch(ONE, () => HttpResponse.error()));
    press();
    await vi.waitFor(() => expect(trouble.textContent).toBe("No connection."));
  });

  it("takes one press at a time", async () => {
    let asked = 0;
    server.use(
      http.patch(ONE, () => {
        asked += 1;
        return HttpResponse.json({});
      }),
    );
    press();
    press();
    await vi.waitFor(() => expect(button().hasAttribute("aria-disabled")).toBe(false));
    expect(asked).toBe(1);
  });
});

describe("the download", () => {
  const button = () => document.getElementById("download") as HTMLButtonElement;

  it("asks for a link to be kept, and goes there", async () => {
    const went: string[] = [];
    offerDownload(button(), trouble, "No connection.", (url) => void went.push(url));
    expect(button().hidden).toBe(false);
    server.use(
      http.post(`${ONE}link/`, async ({ request }) => {
        expect(await request.json()).toEqual({ download: true });
        return HttpResponse.json({ url: "http://localhost/copy", expires_at: "2026-11-29T15:00:00Z" });
      }),
    );
    button().click();
    await vi.waitFor(() => expect(went).toEqual(["http://localhost/copy"]));
    expect(trouble.hidden).toBe(true);
  });

  it("says why there is none", async () => {
    offerDownload(button(), trouble, "No connection.", () => undefined);
    server.use(
      http.post(`${ONE}link/`, () => HttpResponse.json({ code: "x", detail: "Gone." }, { status: 404 })),
    );
    button().click();
    await vi.waitFor(() => expect(trouble.textContent).toBe("Gone."));
    expect(button().disabled).toBe(false);
  });
});

describe("what is being prepared", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
  afterEach(() => void vi.useRealTimers());

  const watch = () => {
    let changes = 0;
    const stop = awaitChange(ONE, "processing", () => {
      changes += 1;
    });
    return { stop, changes: () => changes };
  };
  let asked = 0;
  const is = (respond: () => Response) =>
    server.use(
      http.get(ONE, () => {
        asked += 1;
        return respond();
      }),
    );
  const turn = async () => {
    const before = asked;
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(() => expect(asked).toBe(before + 1), { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 0));
  };

  it("is asked for until it is something else, and told once", async () => {
    const watching = watch();
    is(() => HttpResponse.json({ status: "processing" }));
    await turn();
    expect(watching.changes()).toBe(0);
    is(() => HttpResponse.json({ status: "ready" }));
    await turn();
    await vi.waitFor(() => expect(watching.changes()).toBe(1));
    vi.advanceTimersByTime(30_000);
    expect(watching.changes()).toBe(1);
  });

  it("is no other while the server fails, and is when it is gone", async () => {
    const watching = watch();
    is(() => new HttpResponse(null, { status: 503 }));
    await turn();
    is(() => HttpResponse.error());
    await turn();
    expect(watching.changes()).toBe(0);
    is(() => new HttpResponse(null, { status: 404 }));
    await turn();
    await vi.waitFor(() => expect(watching.changes()).toBe(1));
  });
});
