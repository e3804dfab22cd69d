import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import { violations } from "../../testing/axe";
import { atCall, enter, hostGrant, jonas, nadia, type Scene, scene } from "../../testing/call";
import { sessionRoom } from "../../testing/people";
import { startServer } from "../../testing/server";

const server = startServer();
atCall();
const room = sessionRoom();

describe("Dr. Rahman, who leads it", () => {
  const asHost: Scene = {
    people: [
      { ...nadia, isSelf: true },
      { ...jonas, isSelf: false },
    ],
    get grant() {
      return hostGrant();
    },
  };

  it("is asked once more before everybody is put out, with their number", async () => {
    let ended = 0;
    server.use(
      http.post("*/api/v1/rooms/:uuid/end/", () => {
        ended += 1;
        return HttpResponse.json({ ...room, status: "ended" });
      }),
    );
    await enter(asHost);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    await userEvent.click(screen.getByRole("menuitem", { name: /End for everyone/ }));
    const question = screen.getByRole("alertdialog", { name: "End the session for everyone?" });
    expect(question.textContent).toContain("You and one other person leave the room.");
    expect(ended).toBe(0);
    expect(await violations()).toEqual([]);
    await userEvent.click(within(question).getByRole("button", { name: "End for everyone" }));
    await waitFor(() => expect(scene.endings).toMatchObject([{ how: "ended" }]));
    expect(ended).toBe(1);
  });

  it("stays inside when the session cannot be ended, and is told why", async () => {
    server.use(
      http.post("*/api/v1/rooms/:uuid/end/", () =>
        HttpResponse.json({ code: "database_busy", detail: "The database is busy." }, { status: 503 }),
      ),
    );
    await enter(asHost);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    await userEvent.click(screen.getByRole("menuitem", { name: /End for everyone/ }));
    await userEvent.click(screen.getByRole("button", { name: "End for everyone" }));
    expect(await screen.findByText("The database is busy.")).toBeTruthy();
    expect(scene.endings).toEqual([]);
  });

  it("may also just leave, and the others stay", async () => {
    await enter(asHost);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("menuitem", { name: /^Leave/ }));
    await waitFor(() => expect(scene.endings).toMatchObject([{ how: "left" }]));
  });

  it("opens the list of people and gets the focus back where it was", async () => {
    server.use(
      http.get("*/api/v1/rooms/:uuid/participants/", () =>
        HttpResponse.json({ next: null, previous: null, results: [] }),
      ),
    );
    await enter(asHost);
    const button = screen.getByRole("button", { name: "People, 2" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await userEvent.click(button);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    const panel = screen.getByRole("complementary", { name: /People/ });
    expect(document.activeElement).toBe(within(panel).getByRole("heading", { name: /People/ }));
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(button);
    expect(screen.queryByRole("complementary")).toBeNull();
  });
});
