import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { aPerson } from "../../livekit/roomFake";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, jonas, NOW, nadia, scene, show } from "../../testing/call";
import { viewerGrant } from "../../testing/people";
import { joinAnswers } from "../../testing/server";
import {
  atSides,
  button,
  chat,
  elena,
  group,
  hasRead,
  hear,
  MESSAGES,
  me,
  pair,
  panel,
  webinar,
} from "../../testing/sides";
import { giveWindow } from "../../testing/window";

const server = atSides();
atCall();

describe("the chat of a group", () => {
  it("opens beside the stage, is written into, and gives the focus back", async () => {
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(button("Chat"));
    const inside = within(panel("Chat") as HTMLElement);
    expect(await inside.findByText("Line 1")).toBeTruthy();
    expect(document.activeElement).toBe(inside.getByRole("textbox", { name: "Message to everyone" }));
    await userEvent.keyboard("Thanks{Enter}");
    await waitFor(() => expect(chat.written).toEqual(["Thanks"]));
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    expect(panel("Chat")).toBeNull();
    expect(document.activeElement).toBe(button("Chat"));
  });

  it("tells what is new while it is closed: on its button, on More, and aloud", async () => {
    await enter({ grant: grantOf({}, group) });
    hear(2);
    hear(3);
    expect(button("Chat, 2 new messages")).toBeTruthy();
    expect(button("More, 2 new messages")).toBeTruthy();
    expect(await screen.findByText("2 new messages", { selector: "[role=status]" })).toBeTruthy();
    await userEvent.click(button("Chat, 2 new messages"));
    expect(button("Chat")).toBeTruthy();
    expect(button("More")).toBeTruthy();
  });

  it("keeps what is half written while the list of people is looked at", async () => {
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(button("Chat"));
    await userEvent.keyboard("Half a tho");
    await userEvent.click(button("People, 2"));
    expect(panel("Chat")).toBeNull();
    expect(panel("People 2")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "People 2" }));
    await userEvent.click(button("Chat"));
    expect((screen.getByRole("textbox") as HTMLTextAreaElement).value).toBe("Half a tho");
  });

  it("tells between the lines who came in, as far as this page saw it", async () => {
    await enter({ grant: grantOf({}, group) });
    show({
      people: [nadia, jonas, aPerson({ id: "p-leo", name: "Leo Brandt", joinedAt: Date.parse(NOW) })],
    });
    await userEvent.click(button("Chat"));
    expect(within(screen.getByRole("log")).getByText("Leo Brandt came in")).toBeTruthy();
    expect(screen.queryByText("Dr. Nadia Rahman came in")).toBeNull();
  });

  it("counts, for who comes late, what was written before, and marks nothing as new above everything", async () => {
    hasRead(0);
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(await screen.findByRole("button", { name: "Chat, 1 new message" }));
    expect(button("Chat")).toBeTruthy();
    expect(screen.getByText("Line 1")).toBeTruthy();
    expect(screen.queryByText("New")).toBeNull();
  });

  it("marks where what is new begins, until it is closed", async () => {
    await enter({ grant: grantOf({}, group) });
    hear(2);
    await userEvent.click(button("Chat, 1 new message"));
    await screen.findByText("Line 1");
    const read = () =>
      within(screen.getByRole("log"))
        .getAllByRole("listitem")
        .map((item) => item.textContent);
    expect(read()).toEqual([expect.stringContaining("Line 1"), "New", expect.stringContaining("Line 2")]);
    await userEvent.click(button("Close chat"));
    await userEvent.click(button("Chat"));
    expect(read()).toHaveLength(2);
  });

  it("opens from More on a phone, without the keyboard in front of it", async () => {
    giveWindow({ width: 390, height: 844, pointer: "coarse" });
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(button("More"));
    await userEvent.click(screen.getByRole("menuitem", { name: "Chat" }));
    expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Chat" }));
    await userEvent.click(button("Close chat"));
    expect(document.activeElement).toBe(button("More"));
  });
});

describe("a sheet on a phone", () => {
  // jsdom has no `inert`; the browser's is the attribute.
  const isCovered = () => screen.getByRole("main", { name: "People in the session" }).hasAttribute("inert");

  it("lets nobody reach what lies under it, and leaves the bar in reach", async () => {
    giveWindow({ width: 390, height: 844, pointer: "coarse" });
    await enter({ grant: grantOf({}, group) });
    expect(isCovered()).toBe(false);
    await userEvent.click(button("More"));
    await userEvent.click(screen.getByRole("menuitem", { name: "Chat" }));
    expect(isCovered()).toBe(true);
    expect(button("Leave").closest("[inert]")).toBeNull();
    expect(panel("Chat")?.closest("[inert]")).toBeNull();
    expect(await violations()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    expect(panel("Chat")).toBeNull();
    expect(isCovered()).toBe(false);
  });

  it("gives way to the way back into a call that is lost, and is there again after it", async () => {
    giveWindow({ width: 390, height: 844, pointer: "coarse" });
    server.use(joinAnswers("offline"));
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(button("More"));
    await userEvent.click(screen.getByRole("menuitem", { name: "Chat" }));
    await userEvent.type(screen.getByRole("textbox"), "Half a");
    act(() => scene.room.breakDown("unexpected"));
    await screen.findByText("Reconnecting", { selector: ".chip *" });
    vi.setSystemTime(Date.now() + 61_000);
    const rejoin = await screen.findByRole("button", { name: "Rejoin" }, { timeout: 8_000 });
    expect(panel("Chat")).toBeNull();
    expect(isCovered()).toBe(false);
    server.use(joinAnswers(grantOf({}, group)));
    await userEvent.click(rejoin);
    await waitFor(() => expect(panel("Chat")).toBeTruthy());
    expect(screen.getByRole("textbox")).toHaveProperty("value", "Half a");
  });

  it("is one on a tablet held upright, too: it would lie over half of the stage", async () => {
    giveWindow({ width: 700, height: 900, pointer: "coarse" });
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(button("Chat"));
    expect(isCovered()).toBe(true);
  });

  it.each([
    ["beside the stage of the narrowest that has room", { width: 768, height: 900 }],
    ["beside the stage of a wide window", { width: 1280, height: 800 }],
    ["over a part of a lying phone's", { width: 844, height: 390 }],
  ])("is none %s", async (_where, size) => {
    giveWindow(size);
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(button("Chat"));
    expect(panel("Chat")).toBeTruthy();
    expect(isCovered()).toBe(false);
  });

  it("is none below the stage, where a sidebar has its own place", async () => {
    giveWindow({ width: 390, height: 844, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(isCovered()).toBe(false);
  });
});

describe("a room without chat", () => {
  it("shows nothing of it, and asks for nothing", async () => {
    let asked = 0;
    server.use(
      http.get(MESSAGES, () => {
        asked += 1;
        return HttpResponse.json({});
      }),
    );
    await enter({ grant: grantOf({}, { room_type: "group" }) });
    hear(2);
    expect(screen.queryByRole("button", { name: /Chat/ })).toBeNull();
    expect(asked).toBe(0);
  });

  it("has a conversation of two in it, and one with chat where the template says so", async () => {
    await enter({ grant: grantOf({}, pair) });
    expect(screen.getAllByRole("button", { name: "Chat" })).toHaveLength(2);
    await userEvent.click(button("More"));
    expect(screen.queryByRole("menuitem", { name: "Chat" })).toBeNull();
  });
});
