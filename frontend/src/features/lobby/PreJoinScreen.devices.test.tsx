import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { violations } from "../../testing/axe";
import { atComputer, loudness } from "../../testing/browser";
import { button, openLobby } from "../../testing/lobby";
import { CAMERA, WEBCAM } from "../../testing/media";
import { sessionRoom, webinarRoom } from "../../testing/people";
import { startServer } from "../../testing/server";

const server = startServer();
const desk = atComputer();

describe("devices", () => {
  it("can be chosen among, and the light of the first goes out", async () => {
    desk.computer.devices.push(WEBCAM);
    const { user } = await openLobby(server, sessionRoom());
    const cameras = await screen.findByRole<HTMLSelectElement>("combobox", { name: "Camera" });
    expect(cameras.selectedOptions[0]?.text).toBe("FaceTime HD Camera");
    await user.selectOptions(cameras, WEBCAM.label);
    await waitFor(() => expect(cameras.selectedOptions[0]?.text).toBe("Desk Webcam"));
    await waitFor(() => expect(desk.computer.live.filter((track) => track.kind === "video")).toHaveLength(1));
    expect(desk.computer.live.find((track) => track.kind === "video")?.label).toBe(WEBCAM.label);
  });

  it("are switched on the mirror, and the button says what is and what a press does", async () => {
    const { user } = await openLobby(server, sessionRoom());
    await user.click(await button("Camera on. Turn off"));
    expect(await button("Camera off. Turn on")).toBeTruthy();
    expect(screen.getByText("Camera off. Others will see your name.")).toBeTruthy();
    expect(await button("Join without camera")).toBeTruthy();
    expect(screen.getByText("You will be heard, not seen, when you join.")).toBeTruthy();
  });

  it.each([
    ["NotAllowedError", "Permission denied", "denied", "Your browser blocks the camera"],
    [
      "NotAllowedError",
      "Permission denied by system",
      "granted",
      "Your computer does not let this browser use the camera",
    ],
    ["NotReadableError", "", "granted", "Another program uses the camera"],
    ["UnknownError", "", "granted", "The camera does not start"],
  ] as const)("a camera with %s %s costs the camera only", async (name, message, permission, title) => {
    desk.computer.breaks("video", name, message);
    desk.computer.setPermission("video", permission);
    await openLobby(server, sessionRoom());
    const help = (await screen.findByText(title)).closest("[role=alert]");
    expect(help).not.toBeNull();
    expect(await button("Join without camera")).toBeTruthy();
    expect(await button("Try the camera again")).toBeTruthy();
    expect(await screen.findByText("We hear you")).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("that are missing are said to be, and the help goes when one is plugged in", async () => {
    desk.computer.devices = desk.computer.devices.filter((device) => device !== CAMERA);
    await openLobby(server, sessionRoom());
    expect(await screen.findByText("No camera found")).toBeTruthy();
    desk.computer.plugIn(CAMERA);
    await waitFor(() => expect(screen.queryByText("No camera found")).toBeNull());
    expect(await screen.findByText("Working")).toBeTruthy();
  });

  it("both blocked leave listening, and one question to try again", async () => {
    desk.computer.setPermission("video", "denied");
    desk.computer.setPermission("audio", "denied");
    const { user } = await openLobby(server, sessionRoom());
    expect(await button("Join and listen")).toBeTruthy();
    expect(screen.getByText("Your browser blocks the camera")).toBeTruthy();
    expect(screen.getByText("Your browser blocks the microphone")).toBeTruthy();
    expect(await violations()).toEqual([]);
    desk.computer.asked = [];
    await user.click(await button("Try camera and microphone again"));
    expect(Object.keys(desk.computer.asked[0] ?? {}).sort()).toEqual(["audio", "video"]);
  });

  it("a silent microphone is asked about", async () => {
    const now = performance.now.bind(performance);
    const began = now();
    vi.spyOn(performance, "now").mockImplementation(() => began + 20 * (now() - began));
    loudness.now = 0;
    await openLobby(server, sessionRoom());
    expect(await screen.findByText("Say something, or choose another microphone.")).toBeTruthy();
  });

  it("are nobody's business where one only watches", async () => {
    await openLobby(server, webinarRoom());
    expect(await button("Join webinar")).toBeTruthy();
    expect(screen.getByText("You watch. Nobody sees or hears you.")).toBeTruthy();
    expect(screen.getByText("61 people are inside")).toBeTruthy();
    expect(await button("Play a sound")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Mic|Camera/ })).toBeNull();
    expect(desk.computer.asked).toEqual([]);
    expect(await violations()).toEqual([]);
  });
});
