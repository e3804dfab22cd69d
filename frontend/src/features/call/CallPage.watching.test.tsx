import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { violations } from "../../testing/axe";
import { atCall, enter, hostGrant, NOW, nadia, scene, show } from "../../testing/call";
import { viewerGrant } from "../../testing/people";
import { atSides, button, elena, mara, me, tab, webinar } from "../../testing/sides";

atSides();
atCall();

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
