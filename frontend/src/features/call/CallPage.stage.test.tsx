import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { aPerson } from "../../livekit/roomFake";
import { violations } from "../../testing/axe";
import { atCall, enter, grantOf, jonas, nadia, samira, show, tile } from "../../testing/call";
import { grantFor, webinarRoom } from "../../testing/people";
import { giveStage } from "../../testing/stage";

atCall();

describe("a webinar", () => {
  const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host", joinedAt: 1 });
  const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", role: "viewer", camera: null, joinedAt: 2 });
  const watching = { ...jonas, role: "viewer", camera: null, micOn: false } as const;
  const grant = () => grantFor(webinarRoom({ server_time: "2026-11-24T13:24:10Z" }), { role: "viewer" });

  it("says whom one waits for before anybody is on stage, however many watch", async () => {
    await enter({ people: [mara, watching], grant: grant() });
    expect(screen.getByRole("heading", { level: 1, name: "Sleep and the anxious mind" })).toBeTruthy();
    expect(screen.getByRole("heading", { name: "Elena Marchetti is not here yet" })).toBeTruthy();
    expect(screen.queryByRole("article")).toBeNull();
    expect(await violations()).toEqual([]);
    show({ people: [{ ...elena, camera: null }, mara, watching] });
    expect(screen.queryByText(/not here yet/)).toBeNull();
    expect(tile(/^Elena Marchetti, host, camera off$/)).toBeTruthy();
    show({ people: [mara, watching] });
    expect(screen.getByRole("heading", { name: "Elena Marchetti is not in the room any more" })).toBeTruthy();
  });

  it("says so without a name where two lead it", async () => {
    const room = webinarRoom();
    const two = [...room.people, { id: "p-samira", name: "Samira Okafor", role: "host", inside: false }];
    await enter({
      people: [watching],
      grant: grantFor({ ...room, people: two as typeof room.people }, { role: "viewer" }),
    });
    expect(screen.getByRole("heading", { name: "Nobody is on stage yet" })).toBeTruthy();
    show({ people: [elena, watching] });
    show({ people: [watching] });
    expect(screen.getByRole("heading", { name: "Nobody is on stage any more" })).toBeTruthy();
  });

  it("shows whoever is on stage alone to themselves, without words over the face", async () => {
    await enter({
      people: [{ ...elena, isSelf: true }, mara],
      grant: grantFor(webinarRoom(), { participant_id: "p-elena", name: "Elena Marchetti", role: "host" }),
    });
    expect(tile(/^You$/)).toBeTruthy();
    expect(screen.queryByRole("heading", { level: 2 })).toBeNull();
  });
});

describe("a group", () => {
  const grant = () => grantOf({}, { room_type: "group" });
  const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", joinedAt: 4 });
  const layout = () => screen.queryByRole("button", { name: "Layout" });

  it("has a layout to choose once there are two others", async () => {
    await enter({ people: [jonas], grant: grant() });
    expect(layout()).toBeNull();
    show({ people: [nadia, jonas] });
    expect(layout()).toBeNull();
    show({ people: [nadia, mara, jonas] });
    expect(layout()).toBeTruthy();
  });

  it("keeps what was chosen, through a screen that takes the large place", async () => {
    await enter({ people: [nadia, samira, mara, jonas], grant: grant() });
    await userEvent.click(layout() as HTMLElement);
    await userEvent.click(screen.getByRole("menuitemradio", { name: /^Speaker/ }));
    expect(document.querySelector(".tiles.speaker")).toBeTruthy();
    const picture = { id: "screen", attach: () => () => undefined };
    show({ people: [nadia, samira, { ...mara, screen: picture }, jonas] });
    expect(layout()).toBeNull();
    // In More of a narrow window neither.
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    expect(screen.queryByRole("menuitemradio")).toBeNull();
    await userEvent.keyboard("{Escape}");
    show({ people: [nadia, samira, mara, jonas] });
    expect(layout()).toBeTruthy();
    expect(document.querySelector(".tiles.speaker")).toBeTruthy();
  });

  it("has none on a stage without room for a strip", async () => {
    giveStage(400, 90);
    await enter({ people: [nadia, samira, mara, jonas], grant: grant() });
    expect(layout()).toBeNull();
  });
});
