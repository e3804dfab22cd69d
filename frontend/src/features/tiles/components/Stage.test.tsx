import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Person } from "../../../livekit/room";
import { aPerson } from "../../../livekit/roomFake";
import { violations } from "../../../testing/axe";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { Stage, type StageProps } from "./Stage";

const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", joinedAt: 1 });
const jonas = aPerson({ id: "p-jonas", name: "Jonas Weber", isSelf: true, joinedAt: 2 });

const draw = (people: Person[], props: Partial<StageProps> = {}) =>
  renderPage(
    <main>
      <Stage people={people} roomType="individual" frozen={false} facing={null} {...props} />
    </main>,
  );

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

  it("a strip beside a screen tells how many have no place", async () => {
    const many = Array.from({ length: 9 }, (_, index) =>
      aPerson({ id: `p-${index}`, name: `Person ${index}` }),
    );
    await draw([{ ...nadia, screen: nadia.camera }, ...many, jonas], { roomType: "group" });
    const shown = screen.getAllByRole("article").length;
    expect(screen.getByText(`+${11 - shown}`)).toBeTruthy();
  });

  it("pages, when there are more than one can take in", async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      aPerson({ id: `p-${index}`, name: `Person ${index}`, joinedAt: index }),
    );
    await draw([...many, jonas], { roomType: "group" });
    expect(screen.getByText("1 of 2")).toBeTruthy();
    expect(screen.queryByRole("article", { name: "You" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Next page" }));
    expect(screen.getByText("2 of 2")).toBeTruthy();
    expect(screen.getByRole("article", { name: "You" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});
