import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import type { ApiError } from "../../../api/errors";
import type { RoomParticipant } from "../../../api/shapes";
import { aPerson } from "../../../livekit/roomFake";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { startServer } from "../../../testing/server";
import { giveStage } from "../../../testing/stage";
import { People, type PeopleProps } from "./People";

const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", isSelf: true });
const samira = aPerson({ id: "p-samira", name: "Samira Okafor", role: "host" });
const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", micOn: false, camera: null, quality: "weak" });
const felix = {
  id: "p-felix",
  name: "Felix Stern",
  role: "participant",
  inside: false,
  removed: true,
} as RoomParticipant;
const busy: ApiError = {
  code: "database_busy",
  category: "unavailable",
  detail: "The database is busy.",
  retryAt: null,
  status: 503,
};

let asked: string[];
let answer: ApiError | null;

beforeEach(() => {
  giveStage(1280, 800);
  asked = [];
  answer = null;
});

/** Dr. Rahman looks at the list, which stands in a panel. */
const inPanel = (props: Partial<PeopleProps>) => (
  <aside aria-label="People">
    <People
      roomId="r-1"
      people={[samira, jonas, nadia]}
      moderation={{
        removed: [felix],
        remove: async (id) => {
          asked.push(`remove ${id}`);
          return answer;
        },
        readmit: async (id) => {
          asked.push(`readmit ${id}`);
          return answer;
        },
      }}
      {...props}
    />
  </aside>
);
const draw = (props: Partial<PeopleProps> = {}) => renderPage(inPanel(props));

const row = (name: string) => within(screen.getByText(name).closest("li") as HTMLElement);

it("tells who is here, in which role, with which devices on", async () => {
  await draw();
  expect(
    screen
      .getAllByRole("listitem")
      .slice(0, 3)
      .map((one) => one.querySelector("b")?.textContent),
  ).toEqual(["Samira Okafor", "Jonas Weber", "Dr. Nadia Rahman"]);
  expect(row("Jonas Weber").getByRole("img", { name: "mic off" })).toBeTruthy();
  expect(row("Jonas Weber").getByRole("img", { name: "camera off" })).toBeTruthy();
  expect(row("Jonas Weber").getByText("weak connection")).toBeTruthy();
  expect(row("Dr. Nadia Rahman").getByText("You · Host")).toBeTruthy();
  expect(row("Dr. Nadia Rahman").getByRole("img", { name: "camera on" })).toBeTruthy();
  expect(await violations()).toEqual([]);
});

it("can be scrolled by the keyboard", async () => {
  await draw({ moderation: undefined });
  await userEvent.tab();
  expect(document.activeElement).toBe(screen.getByRole("region", { name: "People" }));
});

describe("a host", () => {
  it("removes a client after a second question", async () => {
    await draw();
    await userEvent.click(screen.getByRole("button", { name: "Remove Jonas Weber…" }));
    const question = screen.getByRole("alertdialog", { name: "Remove Jonas Weber?" });
    expect(asked).toEqual([]);
    expect(await violations()).toEqual([]);
    await userEvent.click(within(question).getByRole("button", { name: "Remove" }));
    expect(asked).toEqual(["remove p-jonas"]);
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(await screen.findByText("Jonas Weber was removed.")).toBeTruthy();
    // The button that was pressed goes with its row; the focus does not.
    expect(document.activeElement).toBe(screen.getByRole("region", { name: "People" }));
  });

  it("can think better of it", async () => {
    await draw();
    await userEvent.click(screen.getByRole("button", { name: "Remove Jonas Weber…" }));
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(asked).toEqual([]);
  });

  it("is told why nobody was removed, and the question stays", async () => {
    answer = busy;
    await draw();
    await userEvent.click(screen.getByRole("button", { name: "Remove Jonas Weber…" }));
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(await screen.findByText("The database is busy.")).toBeTruthy();
    expect(screen.getByRole("alertdialog")).toBeTruthy();
  });

  it("removes no practitioner, and not herself", async () => {
    await draw();
    expect(screen.queryByRole("button", { name: /Remove (Samira|Dr. Nadia)/ })).toBeNull();
  });

  it("lets back in who was removed", async () => {
    await draw();
    expect(screen.getByRole("region", { name: "Removed" })).toBeTruthy();
    await userEvent.click(row("Felix Stern").getByRole("button", { name: "Let back in" }));
    expect(asked).toEqual(["readmit p-felix"]);
    expect(await screen.findByText("Felix Stern may come back in.")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("region", { name: "People" }));
  });
});

it("gives everybody else the list alone", async () => {
  await draw({ moderation: undefined });
  expect(screen.queryByRole("button", { name: /Remove|Let back/ })).toBeNull();
  expect(screen.queryByText("Felix Stern")).toBeNull();
});

const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host" });
const viewer = (id: string, name: string) =>
  aPerson({ id, name, role: "viewer", camera: null, micOn: false });
const names = () => screen.getAllByRole("listitem").map((one) => one.querySelector("b")?.textContent);
const search = () => screen.queryByRole("searchbox", { name: "Search by name" });

describe("a webinar", () => {
  const crowd = Array.from({ length: 84 }, (_, index) => viewer(`p-${index}`, `Viewer ${index + 1}`));
  const withCrowd = {
    people: [elena, ...crowd, viewer("p-o", "Özge Yılmaz")],
    audience: { count: 85, hidden: false },
  };

  it("has those on stage first, then those who watch, with their number and without devices", async () => {
    await draw({ ...withCrowd, moderation: undefined });
    const stage = within(screen.getByRole("region", { name: "On stage" }));
    expect(stage.getByText("Elena Marchetti")).toBeTruthy();
    const watching = within(screen.getByRole("region", { name: "Those who watch" }));
    expect(watching.getByRole("heading", { name: "85 people watch" })).toBeTruthy();
    expect(watching.queryByRole("img")).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it("finds a name among many, whatever its accents", async () => {
    await draw({ ...withCrowd, moderation: undefined });
    await userEvent.type(search() as HTMLElement, "ozge");
    expect(names()).toEqual(["Elena Marchetti", "Özge Yılmaz"]);
    await userEvent.type(search() as HTMLElement, " who?");
    expect(screen.getByText("Nobody here is called “ozge who?”.")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("needs no search for a few, and says when there is nobody", async () => {
    const { rerender } = await draw({ people: [elena], audience: { count: 0, hidden: false } });
    expect(search()).toBeNull();
    expect(screen.getByRole("heading", { name: "Nobody watches now" })).toBeTruthy();
    expect(screen.getAllByText(/Nobody watches/)).toHaveLength(1);
    rerender(
      <People
        roomId="r-1"
        people={[viewer("p-m", "Mara Lindgren")]}
        audience={{ count: 1, hidden: false }}
      />,
    );
    expect(screen.getByRole("heading", { name: "1 person watches" })).toBeTruthy();
    expect(screen.getByText("Nobody is on stage yet")).toBeTruthy();
  });

  it("lets a host put somebody out who only watches", async () => {
    await draw({ people: [elena, viewer("p-m", "Mara Lindgren")], audience: { count: 1, hidden: false } });
    await userEvent.click(screen.getByRole("button", { name: "Remove Mara Lindgren…" }));
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(asked).toEqual(["remove p-m"]);
  });
});

describe("a broadcast", () => {
  const server = startServer();
  const hidden = { people: [elena], audience: { count: 1_034, hidden: true } };

  it("tells everybody how many watch, and only those who lead it who they are", async () => {
    await draw({ ...hidden, moderation: undefined });
    expect(screen.getByRole("heading", { name: "1,034 people watch" })).toBeTruthy();
    expect(
      screen.getByText(
        "Their names are shown only to those who lead the session. Whoever writes in the chat is named there.",
      ),
    ).toBeTruthy();
    expect(search()).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it("says in German whose names are meant, not that they are the reader's", async () => {
    await renderPage(inPanel({ ...hidden, moderation: undefined }), { language: "de" });
    expect(
      screen.getByText(
        "Die Namen derer, die zusehen, sehen nur diejenigen, die die Sitzung leiten. Wer im Chat schreibt, wird dort genannt.",
      ),
    ).toBeTruthy();
  });

  it("lets a host put somebody out whom LiveKit hides", async () => {
    const mara = { ...felix, id: "p-m", name: "Mara Lindgren", role: "viewer", removed: false };
    server.use(
      http.get("*/api/v1/rooms/r-1/participants/", () =>
        HttpResponse.json({ count: 1, next: null, previous: null, results: [mara] }),
      ),
    );
    await draw(hidden);
    await userEvent.click(await screen.findByRole("button", { name: "Remove Mara Lindgren…" }));
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(asked).toEqual(["remove p-m"]);
  });
});
