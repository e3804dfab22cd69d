import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { startServer } from "../../../testing/server";
import { AudienceList } from "./AudienceList";

const PATH = "*/api/v1/rooms/r-1/participants/";
const server = startServer();

/** So many watch. */
let watching: number;
/** What the server was asked for. */
let queries: string[];

beforeEach(() => {
  watching = 120;
  queries = [];
  server.use(
    http.get(PATH, ({ request }) => {
      const { searchParams } = new URL(request.url);
      queries.push(searchParams.toString());
      const all = Array.from({ length: watching }, (_, index) => `Viewer ${index + 1}`);
      const found = all.filter((name) => name.includes(searchParams.get("search") ?? ""));
      const [page, size] = [Number(searchParams.get("page")), Number(searchParams.get("page_size"))];
      const some = found.slice((page - 1) * size, page * size);
      if (some.length === 0 && page > 1) {
        return HttpResponse.json({ code: "invalid", detail: "No such page." }, { status: 400 });
      }
      return HttpResponse.json({
        count: found.length,
        next: page * size < found.length ? "next" : null,
        previous: page > 1 ? "previous" : null,
        results: some.map((name) => ({ id: `p-${name}`, name, role: "viewer" })),
      });
    }),
  );
});

/** Elena Marchetti leads the broadcast and looks at who watches. */
async function draw() {
  await renderPage(
    <main>
      <AudienceList roomId="r-1" remove={() => undefined} />
    </main>,
  );
  await screen.findByText("Viewer 1");
}

const pages = () => within(screen.getByRole("navigation", { name: "Pages of names" }));
const next = () => pages().getByRole("button", { name: "Next names" });
const before = () => pages().getByRole("button", { name: "Names before" });
const said = (words: string) => screen.queryByText(words, { selector: "[role=status]" });

it("gives the names page by page", async () => {
  await draw();
  expect(queries).toEqual(["inside=true&role=viewer&search=&page=1&page_size=50"]);
  expect(pages().getByText("1 to 50 of 120")).toBeTruthy();
  // They point along the line of reading, whichever way it runs.
  expect(screen.getByRole("navigation").querySelectorAll("svg.along")).toHaveLength(2);
  expect(await violations()).toEqual([]);
  await userEvent.click(next());
  expect(await pages().findByText("51 to 100 of 120")).toBeTruthy();
  await userEvent.click(next());
  expect(await pages().findByText("101 to 120 of 120")).toBeTruthy();
  expect(next().getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(next());
  await userEvent.click(before());
  expect(await pages().findByText("51 to 100 of 120")).toBeTruthy();
});

it("says where one is after a turn of the page, and not each time somebody comes or goes", async () => {
  await draw();
  expect(screen.getByRole("navigation").querySelector("[aria-live]")).toBeNull();
  expect(said("1 to 50 of 120")).toBeNull();
  await userEvent.click(next());
  await waitFor(() => expect(said("51 to 100 of 120")).toBeTruthy());
});

it("calls the names by the page they are of while the next ones are on their way", async () => {
  await draw();
  server.use(
    http.get(PATH, async () => {
      await delay("infinite");
    }),
  );
  await userEvent.click(next());
  expect(screen.getByText("Viewer 1")).toBeTruthy();
  expect(pages().getByText("1 to 50 of 120")).toBeTruthy();
});

it.each([
  ["one page", 60, "Viewer 51"],
  ["all but the first page", 10, "Viewer 10"],
])("steps back when people leave and with them goes: %s", async (_, left, there) => {
  await draw();
  await userEvent.click(next());
  expect(await screen.findByText("Viewer 51")).toBeTruthy();
  watching = left;
  await userEvent.click(next());
  await waitFor(() => expect(screen.queryByText("Viewer 100")).toBeNull());
  expect(await screen.findByText(there)).toBeTruthy();
  expect(screen.queryByText(/do not come/)).toBeNull();
  expect(screen.queryByText(`51 to ${left} of ${left}`) !== null).toBe(left > 50);
});

it("finds a name among all of them, from the first page on", async () => {
  await draw();
  await userEvent.click(next());
  await screen.findByText("Viewer 51");
  for (const typed of ["V", "Viewer 1", "Viewer 119"]) {
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: typed } });
  }
  expect(await screen.findByText("Viewer 119")).toBeTruthy();
  await waitFor(() => expect(screen.queryByText("Viewer 51")).toBeNull());
  // Not once a letter: whoever types is waited for.
  expect(queries.filter((query) => query.includes("search=V"))).toEqual([
    "inside=true&role=viewer&search=Viewer+119&page=1&page_size=50",
  ]);
  expect(screen.queryByRole("navigation", { name: "Pages of names" })).toBeNull();
});

it("says when the names do not come, and keeps those that did", async () => {
  await draw();
  server.use(http.get(PATH, () => HttpResponse.error()));
  await userEvent.click(next());
  expect(await screen.findByText(/The names do not come at the moment/)).toBeTruthy();
  expect(screen.getByText("Viewer 1")).toBeTruthy();
  expect(await violations()).toEqual([]);
});
