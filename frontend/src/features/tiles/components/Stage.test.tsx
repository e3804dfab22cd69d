import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Person } from "../../../livekit/room";
import { aPerson } from "../../../livekit/roomFake";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { Stage, type StageProps } from "./Stage";

const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", joinedAt: 1 });
const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", isSelf: true, joinedAt: 2 });

const stage = (people: Person[], props: Partial<StageProps> = {}) => (
  <main>
    <Stage people={people} roomType="individual" frozen={false} facing={null} {...props} />
  </main>
);

const draw = (people: Person[], props: Partial<StageProps> = {}) => renderPage(stage(people, props));

const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aPerson({ id: `p-${index}`, name: `Person ${index}`, joinedAt: index + 10 }),
  );

const tiles = () => screen.getAllByRole("article").map((tile) => tile.getAttribute("aria-label") ?? "");

const own = () => screen.getByRole("group", { name: "Your own picture" });
const corner = () => /translate\((.+?)px, (.+?)px\)/.exec(own().style.transform)?.slice(1).map(Number);

beforeEach(() => giveStage(1000, 600));

describe("one's own picture", () => {
  it("goes to another corner with the arrow keys, and says where it is", async () => {
    await draw([nadia, jonas]);
    expect(corner()).toEqual([784, 471.5]);
    own().focus();
    await userEvent.keyboard("{ArrowUp}");
    expect(corner()).toEqual([784, 16]);
    expect(await screen.findByText("Your picture is at the top right.")).toBeTruthy();
    await userEvent.keyboard("{ArrowLeft}");
    expect(corner()).toEqual([16, 16]);
  });

  it("follows the pointer, and snaps to the nearest corner when it is let go", async () => {
    await draw([nadia, jonas]);
    own().setPointerCapture = () => undefined;
    fireEvent.pointerDown(own(), { button: 0, pointerId: 1, clientX: 900, clientY: 500 });
    fireEvent.pointerMove(own(), { pointerId: 1, clientX: 300, clientY: 450 });
    expect(corner()).toEqual([184, 421.5]);
    fireEvent.pointerUp(own(), { pointerId: 1, clientX: 300, clientY: 450 });
    // Above the other's name, which stands in that corner.
    expect(corner()).toEqual([16, 431.5]);
  });

  it("goes back to its corner when the drag is taken away", async () => {
    await draw([nadia, jonas]);
    own().setPointerCapture = () => undefined;
    fireEvent.pointerDown(own(), { button: 0, pointerId: 1, clientX: 900, clientY: 500 });
    fireEvent.pointerMove(own(), { pointerId: 1, clientX: 300, clientY: 100 });
    fireEvent.pointerCancel(own(), { pointerId: 1 });
    expect(corner()).toEqual([784, 471.5]);
  });

  it("offers the other camera only where there is one, and a press on it moves nothing", async () => {
    let flips = 0;
    await draw([nadia, jonas], {
      flip: () => {
        flips += 1;
      },
    });
    await userEvent.click(screen.getByRole("button", { name: "Use the other camera" }));
    expect(flips).toBe(1);
    expect(corner()).toEqual([784, 471.5]);
  });
});

describe("who is where", () => {
  it("everybody with a tile, by name, viewers without", async () => {
    const mara = aPerson({ id: "p-mara", name: "Mara Lindgren", role: "viewer" });
    await draw([jonas, mara, nadia], { roomType: "webinar" });
    expect(screen.getAllByRole("article").map((tile) => tile.getAttribute("aria-label"))).toEqual([
      "Dr. Nadia Rahman, host",
      "You",
    ]);
  });

  it("a strip beside a screen tells how many have no place, and shows them on a press", async () => {
    await draw([{ ...nadia, screen: nadia.camera }, ...many(9), jonas], { roomType: "group" });
    const first = tiles();
    const button = () => screen.getByRole("button", { name: /Show who has no place here/ });
    expect(button().textContent).toBe(`+${11 - first.length}`);
    expect(await violations()).toEqual([]);
    button().focus();
    await userEvent.keyboard("{Enter}");
    expect(tiles().some((name) => first.includes(name))).toBe(false);
    expect(document.activeElement).toBe(button());
    expect(await screen.findByText("2 of 4")).toBeTruthy();
    for (const _ of ["3 of 4", "4 of 4", "1 of 4"]) await userEvent.click(button());
    expect(tiles()).toEqual(first);
  });

  it("pages, when there are more than one can take in", async () => {
    await draw([...many(30), jonas], { roomType: "group" });
    expect(screen.getByText("1 of 2")).toBeTruthy();
    expect(screen.queryByRole("article", { name: "You" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Next page" }));
    expect(screen.getByText("2 of 2")).toBeTruthy();
    expect(screen.getByRole("article", { name: "You" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("pages end at both ends, where the buttons keep the focus and do nothing", async () => {
    await draw([...many(30), jonas], { roomType: "group" });
    const before = screen.getByRole("button", { name: "Page before" });
    expect(before.getAttribute("aria-disabled")).toBe("true");
    before.focus();
    await userEvent.keyboard("{Enter}");
    expect(screen.getByText("1 of 2")).toBeTruthy();
    expect(document.activeElement).toBe(before);
  });

  it("a page that is gone is forgotten: when it comes back nobody is turned away from the first", async () => {
    const { rerender } = await draw([...many(20), jonas], { roomType: "group" });
    await userEvent.click(screen.getByRole("button", { name: "Next page" }));
    rerender(stage([...many(2), jonas], { roomType: "group" }));
    expect(tiles()).toEqual(["Person 0", "Person 1", "You"]);
    rerender(stage([...many(20), jonas], { roomType: "group" }));
    expect(screen.getByText("1 of 2")).toBeTruthy();
  });
});

describe("somebody speaks", () => {
  const speaking = (people: Person[], id: string) =>
    people.map((person) => (person.id === id ? { ...person, speaking: true } : person));

  it("on another page: comes to this one, and nobody else moves", async () => {
    const people = [nadia, ...many(20), jonas];
    const { rerender } = await draw(people, { roomType: "group" });
    const before = tiles();
    expect(before).not.toContain("Person 19");
    rerender(stage(speaking(people, "p-19"), { roomType: "group" }));
    expect(await screen.findByRole("article", { name: "Person 19, speaking" })).toBeTruthy();
    expect(tiles().slice(0, -1)).toEqual(before.slice(0, -1));
  });

  it("in a group with the speaker large: gets the stage", async () => {
    const people = [nadia, ...many(3), jonas];
    const { rerender } = await draw(people, { roomType: "group", arrangement: "speaker" });
    expect(tiles()).toEqual(["Dr. Nadia Rahman, host", "Person 0", "Person 1", "Person 2", "You"]);
    rerender(stage(speaking(people, "p-1"), { roomType: "group", arrangement: "speaker" }));
    await screen.findByRole("article", { name: "Person 1, speaking" });
    expect(tiles()).toEqual(["Person 1, speaking", "Person 0", "Dr. Nadia Rahman, host", "Person 2", "You"]);
    // Large already: no ring among unequal tiles.
    expect(screen.getByRole("article", { name: /Person 1/ }).classList.contains("speaking")).toBe(false);
  });

  it("among 25: draws that one tile again, and no other", async () => {
    const drawn: string[] = [];
    /** Tells when it is drawn, by its name being asked for. */
    const watched = (person: Person): Person =>
      Object.defineProperty({ ...person }, "name", {
        enumerable: true,
        get: () => {
          drawn.push(person.id);
          return person.name;
        },
      });
    const people = many(16).map(watched);
    const { rerender } = await draw([...people], { roomType: "group" });
    drawn.length = 0;
    const now = people.map((person) =>
      person.id === "p-3" ? watched({ ...aPerson({ id: "p-3", name: "Person 3" }), speaking: true }) : person,
    );
    drawn.length = 0;
    rerender(stage(now, { roomType: "group" }));
    await screen.findByRole("article", { name: "Person 3, speaking" });
    expect(new Set(drawn)).toEqual(new Set(["p-3"]));
  });
});

describe("a stage with an audience", () => {
  const amal = aPerson({ id: "p-amal", name: "Amal Haddad", role: "host", joinedAt: 3 });
  const watching = { ...jonas, role: "viewer" } as const;
  const place = (name: RegExp) => screen.getByRole("article", { name }).parentElement as HTMLElement;

  it("shows a second person small over the first, without anything to move", async () => {
    await draw([nadia, amal, watching], { roomType: "webinar" });
    expect(place(/Amal/).className).toBe("place on-top second");
    expect(place(/Amal/).style).toMatchObject({ width: "240px", height: "135px" });
    expect(place(/Nadia/).style).toMatchObject({ width: "1000px", height: "600px" });
    expect(screen.queryByRole("group", { name: "Your own picture" })).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it("shows whoever is on it alone to themselves, large, mirrored, and with the other camera of a phone", async () => {
    const flip = vi.fn();
    await draw([{ ...nadia, isSelf: true }], { roomType: "webinar", flip });
    expect(place(/You/).style).toMatchObject({ width: "1000px", height: "600px" });
    expect(place(/You/).querySelector("video")?.classList.contains("mirrored")).toBe(true);
    await userEvent.click(screen.getByRole("button", { name: "Use the other camera" }));
    expect(flip).toHaveBeenCalledOnce();
  });
});

describe("in a language that is written from the right", () => {
  it("the strip is at the other side, and one's own picture in the other corner", async () => {
    const rtl = (people: Person[], props: Partial<StageProps> = {}) => (
      <div dir="rtl">{stage(people, props)}</div>
    );
    const { rerender } = await renderPage(rtl([nadia, jonas]));
    expect(corner()).toEqual([16, 471.5]);
    own().focus();
    await userEvent.keyboard("{ArrowRight}");
    // Above the other's name, which stands there now.
    expect(corner()).toEqual([784, 431.5]);
    rerender(rtl([{ ...nadia, screen: nadia.camera }, jonas], { roomType: "group" }));
    const shared = screen.getByRole("figure").parentElement as HTMLElement;
    expect(shared.style.transform).toBe("translate(168px, 0px)");
  });
});
