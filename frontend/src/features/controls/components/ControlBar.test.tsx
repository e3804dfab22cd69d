import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { ControlBar, type ControlBarProps } from "./ControlBar";
import type { DeviceGroup } from "./DeviceMenu";
import { DevicesDialog } from "./DevicesDialog";
import type { PanelButton } from "./PanelControl";

let asked: string[];

beforeEach(() => {
  giveStage(1280, 800);
  asked = [];
});

const heard = (what: string) => () => void asked.push(what);

const microphones: DeviceGroup = {
  kind: "microphone",
  // The browser's id of the system's own device is the same for both.
  devices: [
    { id: "default", name: "Default microphone" },
    { id: "headset", name: "Headset" },
  ],
  chosen: "headset",
  choose: (id) => asked.push(`microphone ${id}`),
};
const speakers: DeviceGroup = {
  kind: "speaker",
  devices: [
    { id: "default", name: "Default speaker" },
    { id: "hall", name: "" },
  ],
  chosen: null,
  choose: (id) => asked.push(`speaker ${id}`),
};
const noCamera: DeviceGroup = { kind: "camera", devices: [], chosen: null, choose: heard("camera") };

const draw = (props: Partial<ControlBarProps> = {}) =>
  renderPage(<ControlBar leaving={{ leave: heard("leave"), others: 1 }} {...props} />);

describe("the choice beside a device", () => {
  const withMenus: Partial<ControlBarProps> = {
    microphone: { on: true, busy: false, toggle: heard("toggle"), groups: [microphones, speakers] },
    camera: { on: false, busy: false, toggle: heard("camera"), groups: [noCamera] },
  };

  it("lists microphones and speakers apart, with what is in use", async () => {
    await draw(withMenus);
    await userEvent.click(screen.getByRole("button", { name: "Choose microphone and speaker" }));
    const items = screen.getAllByRole("menuitemradio");
    expect(items.map((item) => [item.textContent, item.getAttribute("aria-checked")])).toEqual([
      ["Default microphone", "false"],
      ["Headset", "true"],
      ["Default speaker", "true"],
      ["Speaker 2", "false"],
    ]);
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("menuitemradio", { name: "Default microphone" }));
    expect(asked).toEqual(["microphone default"]);
  });

  it("gives the focus back to its button", async () => {
    await draw(withMenus);
    const button = screen.getByRole("button", { name: "Choose microphone and speaker" });
    await userEvent.click(button);
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(button));
  });

  it("says that there is none, instead of an empty list", async () => {
    await draw(withMenus);
    await userEvent.click(screen.getByRole("button", { name: "Choose camera" }));
    expect(screen.getByRole("menuitemradio", { name: "No camera found" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
  });
});

it("swallows presses while a device is opening", async () => {
  await draw({ microphone: { on: true, busy: true, toggle: heard("toggle"), groups: [] } });
  await userEvent.click(screen.getByRole("button", { name: "Mic on. Turn off" }));
  expect(asked).toEqual([]);
});

describe("what is not available", () => {
  it("has no control: with nothing else to do one can leave", async () => {
    await draw();
    expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual(["Leave"]);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(asked).toEqual(["leave"]);
    expect(await violations()).toEqual([]);
  });

  it("is not in More either", async () => {
    await draw({ more: { devices: { title: "Camera, microphone, speaker", open: heard("devices") } } });
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual([
      "Camera, microphone, speaker",
    ]);
    await userEvent.click(screen.getByRole("menuitem"));
    expect(asked).toEqual(["devices"]);
  });
});

describe("somebody who watches", () => {
  it("is told so, and turns what they hear off and on", async () => {
    const sound = { on: true, toggle: heard("sound"), groups: [speakers] };
    const { rerender } = await draw({ sound });
    expect(screen.getByText("You watch. Nobody sees or hears you.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Sound on. Turn off" }));
    expect(asked).toEqual(["sound"]);
    expect(await violations()).toEqual([]);
    rerender(<ControlBar leaving={{ leave: heard("leave"), others: 1 }} sound={{ ...sound, on: false }} />);
    expect(screen.getByRole("button", { name: "Sound off. Turn on" })).toBeTruthy();
  });

  it("chooses the speaker where a page may, and has no dead menu where it may not", async () => {
    const sound = { on: true, toggle: heard("sound"), groups: [speakers] };
    const { rerender } = await draw({ sound });
    await userEvent.click(screen.getByRole("button", { name: "Choose speaker" }));
    await userEvent.click(screen.getByRole("menuitemradio", { name: "Speaker 2" }));
    expect(asked).toEqual(["speaker hall"]);
    rerender(<ControlBar leaving={{ leave: heard("leave"), others: 1 }} sound={{ ...sound, groups: [] }} />);
    expect(screen.queryByRole("button", { name: "Choose speaker" })).toBeNull();
  });
});

describe("the panels", () => {
  const people: PanelButton = {
    kind: "people",
    open: false,
    toggle: heard("people"),
    panelId: "p",
    people: 5,
  };
  const chat: PanelButton = { kind: "chat", open: true, toggle: heard("chat"), panelId: "p", unread: 0 };
  const names = () =>
    screen.getAllByRole("button").map((one) => one.getAttribute("aria-label") ?? one.textContent);

  it("have buttons at the end, which say what is open", async () => {
    await renderPage(
      <>
        <aside id="p" aria-label="Chat" />
        <ControlBar leaving={{ leave: heard("leave"), others: 1 }} panels={[people, chat]} />
      </>,
    );
    expect(names()).toEqual(["Leave", "People, 5", "Chat"]);
    const [closed, open] = screen.getAllByRole("button").slice(1) as [HTMLElement, HTMLElement];
    expect([closed, open].map((one) => one.getAttribute("aria-expanded"))).toEqual(["false", "true"]);
    expect([closed, open].map((one) => one.getAttribute("aria-controls"))).toEqual([null, "p"]);
    await userEvent.click(closed);
    await userEvent.click(open);
    expect(asked).toEqual(["people", "chat"]);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ["chat", 1, "Chat, 1 new message"],
    ["chat", 3, "Chat, 3 new messages"],
    ["sidebar", 120, "Sidebar, 120 new messages"],
  ] as const)("say in the name of %s that %i is new", async (kind, unread, name) => {
    await draw({ panels: [{ ...chat, kind, open: false, unread }] });
    const badge = screen.getByRole("button", { name }).querySelector<HTMLElement>(".count");
    expect(badge?.dataset.count).toBe(unread > 99 ? "99+" : String(unread));
  });

  it("are in More where the bar is narrow, which carries what is new", async () => {
    const unread = { ...chat, open: false, unread: 2 };
    await draw({ more: { panels: [unread, people] } });
    const more = screen.getByRole("button", { name: "More, 2 new messages" });
    await userEvent.click(more);
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual([
      "Chat 2 new messages",
      "People, 5",
    ]);
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("menuitem", { name: /^Chat/ }));
    expect(asked).toEqual(["chat"]);
  });

  it("may have one in the narrow bar itself", async () => {
    await draw({ panels: [chat], near: "chat" });
    expect(screen.getAllByRole("button", { name: "Chat" }).map((one) => one.className)).toEqual([
      "ctl quiet open only-phone",
      "ctl quiet open",
    ]);
  });
});

describe("Leave, for a host", () => {
  it.each([
    [0, "Nobody else is here. You can come back."],
    [1, "The other one stays. You can come back."],
    [4, "The other 4 stay. You can come back."],
  ])("with %i others says what will happen to them", async (others, words) => {
    await draw({ leaving: { leave: heard("leave"), endForAll: heard("end"), others } });
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(screen.getByText(words)).toBeTruthy();
    await userEvent.click(screen.getByRole("menuitem", { name: /End for everyone/ }));
    expect(asked).toEqual(["end"]);
  });
});

it("offers all devices at once where there is no room for menus", async () => {
  await renderPage(
    <DevicesDialog
      title="Camera, microphone, speaker"
      open
      onClose={heard("close")}
      groups={[noCamera, microphones, speakers]}
    />,
  );
  expect((screen.getByLabelText("Camera") as HTMLSelectElement).disabled).toBe(true);
  expect((screen.getByLabelText("Microphone") as HTMLSelectElement).value).toBe("headset");
  expect(await violations()).toEqual([]);
  await userEvent.selectOptions(screen.getByLabelText("Speaker"), "Speaker 2");
  expect(asked).toEqual(["speaker hall"]);
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(asked).toEqual(["speaker hall", "close"]);
});
