import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { blankPicture } from "../../livekit/roomFake";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, jonas, nadia, samira, scene, show, tile } from "../../testing/call";

atCall();

describe("a conversation of two", () => {
  it("shows the other large, oneself in a corner, the name, the time and the line", async () => {
    await enter();
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: "Dr. Nadia Rahman" }));
    expect(screen.getByText("24:10")).toBeTruthy();
    expect(screen.getByText("24 of 50 minutes")).toBeTruthy();
    expect(screen.getByText("Good connection")).toBeTruthy();
    expect(tile(/^Dr. Nadia Rahman, host$/)).toBeTruthy();
    expect(
      within(screen.getByRole("group", { name: "Your own picture" })).getByRole("article", { name: "You" }),
    ).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("goes in once, although strict mode draws everything twice", async () => {
    await enter();
    expect(scene.room.asked.filter((what) => what.startsWith("connect"))).toEqual(["connect a.b.c"]);
    expect(scene.room.asked).not.toContain("leave");
  });

  it("says in words who is not there yet, and keeps one's own place", async () => {
    await enter({ people: [jonas] });
    expect(screen.getByRole("heading", { name: "Dr. Rahman is not here yet" })).toBeTruthy();
    expect(tile(/^You$/)).toBeTruthy();
    expect(await violations()).toEqual([]);
    show({ people: [{ ...nadia, joinedAt: 9 }, jonas] });
    expect(screen.queryByText(/not here yet/)).toBeNull();
    expect(await screen.findByText("Dr. Nadia Rahman came in.")).toBeTruthy();
  });

  it("says when the other is gone", async () => {
    await enter();
    show({ people: [jonas] });
    expect(screen.getByRole("heading", { name: "Dr. Rahman is not in the room any more" })).toBeTruthy();
    expect(await screen.findByText("Dr. Nadia Rahman left.")).toBeTruthy();
  });

  it("turns into a grid with a third person, without tearing down the pictures", async () => {
    await enter();
    const before = tile(/^You/);
    show({ people: [nadia, samira, jonas] });
    expect(screen.getAllByRole("article").map((one) => one.getAttribute("aria-label"))).toEqual([
      "Dr. Nadia Rahman, host",
      "Samira Okafor, host",
      "You",
    ]);
    expect(tile(/^You/)).toBe(before);
    expect(screen.getByRole("button", { name: "People, 3" })).toBeTruthy();
  });

  it("speaks German", async () => {
    await enter({ people: [jonas], language: "de" });
    expect(screen.getByRole("heading", { name: "Dr. Rahman ist noch nicht da" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Mikro an. Ausschalten" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

describe("a shared screen", () => {
  it("takes the stage, and the top line says whose it is", async () => {
    await enter();
    show({ people: [{ ...nadia, screen: blankPicture("slides") }, jonas] });
    expect(screen.getByRole("figure", { name: "Screen of Dr. Nadia Rahman" })).toBeTruthy();
    expect(screen.getByText("You see Dr. Rahman’s screen")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("of oneself is not shown to oneself, and can be stopped", async () => {
    scene.canShare = true;
    await enter();
    await userEvent.click(screen.getByRole("button", { name: "Share. Show your screen" }));
    expect(screen.queryByRole("figure")).toBeNull();
    expect(screen.getByText("You share your screen", { selector: ".chip *" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Stop sharing your screen" }));
    expect(scene.room.asked.slice(-2)).toEqual(["share", "stop sharing"]);
  });

  it("has no button where the browser cannot, or the role may not", async () => {
    await enter();
    expect(screen.queryByRole("button", { name: /Share/ })).toBeNull();
  });
});

describe("the controls", () => {
  it("turn microphone and camera off and on; the name says the state and what a press does", async () => {
    await enter();
    await userEvent.click(screen.getByRole("button", { name: "Mic on. Turn off" }));
    await userEvent.click(screen.getByRole("button", { name: "Mic off. Turn on" }));
    await userEvent.click(screen.getByRole("button", { name: "Camera on. Turn off" }));
    expect(scene.room.asked.slice(-3)).toEqual(["microphone off", "microphone on", "camera off"]);
    expect(tile(/^You, camera off$/)).toBeTruthy();
    expect(await screen.findByText("Your camera is off.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Camera off. Turn on" })).toBeTruthy();
  });

  it("have nothing to publish with for somebody who watches", async () => {
    const grant = grantOf({
      role: "viewer",
      permissions: { ...grantOf().permissions, can_publish: false, can_publish_sources: [] },
    });
    await enter({ grant, people: [nadia, { ...jonas, role: "viewer", camera: null, micOn: false }] });
    expect(screen.queryByRole("button", { name: /Mic|Camera|Share/ })).toBeNull();
    expect(screen.queryByRole("article", { name: /You/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Leave" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("start the sound that the browser held back", async () => {
    await enter({ snapshot: { canPlaySound: false } });
    expect(await violations()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Start sound" }));
    expect(scene.room.asked).toContain("start sound");
    expect(screen.queryByRole("button", { name: "Start sound" })).toBeNull();
  });

  it("tell when a device is gone, in words, and close the notice on a press", async () => {
    await enter();
    act(() => scene.room.notice({ kind: "replaced", device: "microphone", label: "Built-in" }));
    expect(
      screen.getByText("Your microphone is gone. “Built-in” is used now.", { selector: "p" }),
    ).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Close this notice" }));
    expect(screen.queryByText(/Built-in/, { selector: "p" })).toBeNull();
  });
});

describe("leaving", () => {
  it("says so at once, and is over when the room is left", async () => {
    await enter();
    let gone: () => void = () => undefined;
    scene.room.leave = () =>
      new Promise((resolve) => {
        gone = resolve;
      });
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(screen.getByText("Leaving…", { selector: ".over *" })).toBeTruthy();
    expect(scene.endings).toEqual([]);
    await act(async () => gone());
    expect(scene.endings).toMatchObject([{ how: "left" }]);
  });
});
