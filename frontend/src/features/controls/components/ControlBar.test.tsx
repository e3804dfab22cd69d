import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { ControlBar, type ControlBarProps } from "./ControlBar";
import type { DeviceGroup } from "./DeviceMenu";
import { DevicesDialog } from "./DevicesDialog";

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
  it("has no control: somebody who watches can only leave", async () => {
    await draw();
    expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual(["Leave"]);
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(asked).toEqual(["leave"]);
    expect(await violations()).toEqual([]);
  });

  it("is not in More either", async () => {
    await draw({ devices: heard("devices") });
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual([
      "Camera, microphone, speaker",
    ]);
    await userEvent.click(screen.getByRole("menuitem"));
    expect(asked).toEqual(["devices"]);
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
    <DevicesDialog open onClose={heard("close")} groups={[noCamera, microphones, speakers]} />,
  );
  expect((screen.getByLabelText("Camera") as HTMLSelectElement).disabled).toBe(true);
  expect((screen.getByLabelText("Microphone") as HTMLSelectElement).value).toBe("headset");
  expect(await violations()).toEqual([]);
  await userEvent.selectOptions(screen.getByLabelText("Speaker"), "Speaker 2");
  expect(asked).toEqual(["speaker hall"]);
  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(asked).toEqual(["speaker hall", "close"]);
});
