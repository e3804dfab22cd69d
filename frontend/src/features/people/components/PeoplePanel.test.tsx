import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { ApiError } from "../../../api/errors";
import type { RoomParticipant } from "../../../api/shapes";
import { aPerson } from "../../../livekit/roomFake";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { PeoplePanel, type PeoplePanelProps } from "./PeoplePanel";

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

const draw = (props: Partial<PeoplePanelProps> = {}) =>
  renderPage(
    <PeoplePanel
      id="people"
      people={[samira, jonas, nadia]}
      onClose={() => asked.push("close")}
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
    />,
  );

const row = (name: string) => within(screen.getByText(name).closest("li") as HTMLElement);

it("tells who is here, in which role, with which devices on", async () => {
  await draw();
  expect(screen.getByRole("heading", { name: "People 3" })).toBeTruthy();
  expect(row("Jonas Weber").getByRole("img", { name: "mic off" })).toBeTruthy();
  expect(row("Jonas Weber").getByRole("img", { name: "camera off" })).toBeTruthy();
  expect(row("Jonas Weber").getByText("weak connection")).toBeTruthy();
  expect(row("Dr. Nadia Rahman").getByText("You · Host")).toBeTruthy();
  expect(row("Dr. Nadia Rahman").getByRole("img", { name: "camera on" })).toBeTruthy();
  expect(await violations()).toEqual([]);
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
  });
});

it("gives everybody else the list alone", async () => {
  await draw({ moderation: undefined });
  expect(screen.queryByRole("button", { name: /Remove|Let back/ })).toBeNull();
  expect(screen.queryByText("Felix Stern")).toBeNull();
});

it("closes by its button and by Escape", async () => {
  await draw();
  await userEvent.click(screen.getByRole("button", { name: "Close people" }));
  await userEvent.keyboard("{Escape}");
  expect(asked).toEqual(["close", "close"]);
});
