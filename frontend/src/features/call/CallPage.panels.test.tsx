import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { RoomInfo } from "../../api/shapes";
import { aPerson } from "../../livekit/roomFake";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, hostGrant, jonas, NOW, nadia, scene, show } from "../../testing/call";
import { aLine } from "../../testing/chat";
import { sessionRoom, viewerGrant, webinarRoom } from "../../testing/people";
import { joinAnswers, startServer } from "../../testing/server";
import { giveWindow } from "../../testing/window";

const server = startServer();
atCall();

const MESSAGES = "*/api/v1/rooms/:uuid/messages/";
const withChat = { features: { ...sessionRoom().features, chat: true } };
const group: Partial<RoomInfo> = { ...withChat, room_type: "group", title: "Breathwork for beginners" };
const webinar = (changes: Partial<RoomInfo> = {}) =>
  webinarRoom({ ...withChat, server_time: NOW, ...changes });
const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host", joinedAt: 1 });
const me = { ...jonas, role: "viewer", camera: null, micOn: false } as const;
const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", role: "viewer", camera: null, joinedAt: 2 });

/** What was written into the room's chat, by what was asked. */
let written: string[];

beforeEach(() => {
  written = [];
  server.use(
    http.get(MESSAGES, () => HttpResponse.json({ next: null, previous: null, results: [aLine(1)] })),
    http.post(MESSAGES, async ({ request }) => {
      const { text } = (await request.json()) as { text: string };
      written.push(text);
      return HttpResponse.json(aLine(2, { from: "jonas", text }), { status: 201 });
    }),
    http.get("*/api/v1/rooms/:uuid/participants/", () =>
      HttpResponse.json({ count: 0, next: null, previous: null, results: [] }),
    ),
  );
});

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const panel = (name: string) => screen.queryByRole("complementary", { name });
const tab = (name: string | RegExp) => screen.getByRole("tab", { name });
const hear = (number: number) => act(() => scene.room.say("rooms.chat", aLine(number)));

describe("the chat of a group", () => {
  it("opens beside the stage, is written into, and gives the focus back", async () => {
    await enter({ grant: grantOf({}, group) });
    await userEvent.click(button("Chat"));
    const chat = within(panel("Chat") as HTMLElement);
    expect(await chat.findByText("Line 1")).toBeTruthy();
    expect(document.activeElement).toBe(chat.getByRole("textbox", { name: "Message to everyone" }));
    await userEvent.keyboard("Thanks{Enter}");
    await waitFor(() => expect(written).toEqual(["Thanks"]));
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

  it.each([
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
    await enter({ grant: grantOf({}, withChat) });
    expect(screen.getAllByRole("button", { name: "Chat" })).toHaveLength(2);
    await userEvent.click(button("More"));
    expect(screen.queryByRole("menuitem", { name: "Chat" })).toBeNull();
  });
});

describe("the sidebar of a webinar", () => {
  it("is open on a wide window, with the chat first, and takes no focus", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeTruthy();
    expect(screen.getAllByRole("tab").map((one) => one.textContent?.trim())).toEqual(["Chat", "People"]);
    expect(await screen.findByText("Line 1")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    expect(button("Sidebar").getAttribute("aria-expanded")).toBe("true");
    expect(await violations()).toEqual([]);
  });

  it("closes by Escape, opens where it was, and gives the focus to its button", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    await userEvent.click(tab("People"));
    await userEvent.keyboard("{Escape}");
    expect(panel("Sidebar")).toBeNull();
    expect(document.activeElement).toBe(button("Sidebar"));
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement).toBe(tab("People"));
  });

  it("counts on the tab what is written while one looks at the people", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    await userEvent.click(tab("People"));
    hear(2);
    expect(tab("Chat 1 new message")).toBeTruthy();
    expect(await violations()).toEqual([]);
    await userEvent.click(tab("Chat 1 new message"));
    expect(tab("Chat")).toBeTruthy();
  });

  it("counts up to 99, and says the rest in words", async () => {
    await enter({ people: [elena, mara, me], grant: viewerGrant(webinar()) });
    await userEvent.click(tab("People"));
    for (let number = 2; number <= 101; number += 1) hear(number);
    expect(tab("Chat 100 new messages").querySelector("[aria-hidden]")?.textContent).toBe("99+");
  });

  it("is closed on a narrow window, and says on its button what is new", async () => {
    giveWindow({ width: 700, height: 800 });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeNull();
    hear(2);
    expect(button("Sidebar, 1 new message")).toBeTruthy();
  });

  it("stands below the stage on an upright phone, always, and is not in More", async () => {
    giveWindow({ width: 390, height: 844, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Close sidebar" })).toBeNull();
    await userEvent.click(tab("People"));
    await userEvent.keyboard("{Escape}");
    expect(panel("Sidebar")).toBeTruthy();
    // With nothing else in it there is no More.
    expect(screen.queryByRole("button", { name: "More" })).toBeNull();
  });

  it("has no room below the stage of a flat window, and is a sheet there", async () => {
    giveWindow({ width: 320, height: 256 });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeNull();
    await userEvent.click(button("More"));
    await userEvent.click(screen.getByRole("menuitem", { name: "Chat" }));
    expect(document.activeElement).toBe(tab("Chat"));
    expect(screen.getByRole("textbox", { name: "Message to everyone" })).toBeTruthy();
    await userEvent.keyboard("{Escape}");
    expect(panel("Sidebar")).toBeNull();
    expect(document.activeElement).toBe(button("More"));
  });

  it("stays open, and keeps the focus, where a keyboard on the screen makes the window flat", async () => {
    giveWindow({ width: 390, height: 740, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    const field = screen.getByRole("textbox", { name: "Message to everyone" });
    await userEvent.type(field, "Half a tho");
    act(() => giveWindow({ height: 400 }));
    expect(document.activeElement).toBe(field);
    expect((field as HTMLTextAreaElement).value).toBe("Half a tho");
    expect(button("Close sidebar")).toBeTruthy();
    act(() => giveWindow({ height: 740 }));
    expect(document.activeElement).toBe(field);
    expect(screen.queryByRole("button", { name: "Close sidebar" })).toBeNull();
  });

  it("gives way to a flat window while nobody is in it", async () => {
    giveWindow({ width: 390, height: 740, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    act(() => giveWindow({ width: 740, height: 390 }));
    expect(panel("Sidebar")).toBeNull();
  });

  it("opens from More on a lying phone, at what one wants to see", async () => {
    giveWindow({ width: 844, height: 390, pointer: "coarse" });
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(panel("Sidebar")).toBeNull();
    await userEvent.click(button("More"));
    await userEvent.click(screen.getByRole("menuitem", { name: "People" }));
    expect(document.activeElement).toBe(tab("People"));
    await userEvent.click(button("Close sidebar"));
    expect(document.activeElement).toBe(button("More"));
  });

  it("has no tab of a chat that the room has not", async () => {
    await enter({
      people: [elena, mara, me],
      grant: viewerGrant(webinar({ features: sessionRoom().features })),
    });
    expect(screen.queryByRole("tab")).toBeNull();
    await userEvent.click(button("People"));
    expect(screen.getByRole("heading", { name: "2 people watch" })).toBeTruthy();
  });
});

describe("somebody who watches", () => {
  it("has nothing to publish with, can turn the sound off, and is told that nobody sees them", async () => {
    const sounds = [{ id: "voice", attach: () => () => undefined }];
    await enter({ people: [elena, me], grant: viewerGrant(webinar()), snapshot: { sounds } });
    expect(screen.queryByRole("button", { name: /Mic|Camera|Share/ })).toBeNull();
    expect(screen.getByText("You watch. Nobody sees or hears you.")).toBeTruthy();
    expect(document.querySelectorAll("audio")).toHaveLength(1);
    await userEvent.click(button("Sound on. Turn off"));
    expect(document.querySelectorAll("audio")).toHaveLength(0);
    expect(await screen.findByText("The sound is off.")).toBeTruthy();
    await userEvent.click(button("Sound off. Turn on"));
    expect(document.querySelectorAll("audio")).toHaveLength(1);
  });

  it("of a webinar is counted as seen, and comes and goes unsaid", async () => {
    await enter({ people: [elena, me], grant: viewerGrant(webinar()) });
    expect(screen.getByText("1 person watches", { selector: ".chip *" })).toBeTruthy();
    show({ people: [elena, { ...mara, joinedAt: Date.parse(NOW) }, me] });
    expect(screen.getByText("2 people watch", { selector: ".chip *" })).toBeTruthy();
    expect(screen.queryByText("Mara Lindgren came in.")).toBeNull();
  });

  it("of a broadcast is counted by the server, which says it into the call", async () => {
    const room = webinar({ room_type: "broadcast", participant_count: 1_035 });
    await enter({ people: [elena, me], grant: viewerGrant(room) });
    expect(screen.getByText("1,034 people watch", { selector: ".chip *" })).toBeTruthy();
    act(() => scene.room.say("rooms.people", { count: 1_100 }));
    expect(screen.getByText("1,099 people watch", { selector: ".chip *" })).toBeTruthy();
    act(() => scene.room.say("rooms.people", { count: "many" }));
    expect(screen.getByText("1,099 people watch", { selector: ".chip *" })).toBeTruthy();
    await userEvent.click(tab("People"));
    expect(
      screen.getByText(
        "Their names are shown only to those who lead the session. Whoever writes in the chat is named there.",
      ),
    ).toBeTruthy();
  });
});

it("whoever ends a broadcast is told how many go, seen or not", async () => {
  const grant = hostGrant({ ...webinar(), room_type: "broadcast", participant_count: 1_035 });
  await enter({ people: [{ ...nadia, isSelf: true }], grant });
  await userEvent.click(button("Leave"));
  expect(screen.getByText("The other 1,034 stay. You can come back.")).toBeTruthy();
  await userEvent.click(screen.getByRole("menuitem", { name: /End for everyone/ }));
  expect(screen.getByRole("alertdialog").textContent).toContain("You and 1,034 other people leave the room.");
});

it("words and numbers are German in German", async () => {
  const room = webinar({ room_type: "broadcast", participant_count: 1_035 });
  await enter({ people: [elena, me], grant: viewerGrant(room), language: "de" });
  expect(screen.getByText("1.034 Personen sehen zu", { selector: ".chip *" })).toBeTruthy();
  expect(button("Ton an. Ausschalten")).toBeTruthy();
  expect(await violations()).toEqual([]);
});
