import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aPerson } from "../../../livekit/roomFake";
import { violations } from "../../../testing/axe";
import { sessionRoom } from "../../../testing/people";
import { renderPage } from "../../../testing/render";
import { giveStage } from "../../../testing/stage";
import { TopLine, type TopLineProps } from "./TopLine";

const nadia = aPerson({ id: "p-nadia", name: "Dr. Nadia Rahman" });

beforeEach(() => giveStage(320, 568));

const draw = (props: Partial<TopLineProps> = {}) =>
  renderPage(
    <TopLine
      heading="Sleep and the anxious mind"
      clock={{ room: sessionRoom(), joinedAt: Date.now(), offset: 0 }}
      state="weak"
      sharer={null}
      watching={null}
      {...props}
    />,
  );

/** What the style goes by: beside something else a narrow window has no room for the words of the state. */
const kinds = () => [...screen.getByRole("banner").classList];

describe("the top line", () => {
  it.each<[string, Partial<TopLineProps>, string[]]>([
    ["of a conversation", {}, ["top"]],
    ["with a screen", { sharer: nadia }, ["top", "crowded"]],
    ["with a number", { watching: 61 }, ["top", "crowded", "counted"]],
    ["with both", { sharer: nadia, watching: 0 }, ["top", "crowded", "counted"]],
    ["on air", { live: "Live" }, ["top", "crowded", "may-record", "is-live"]],
    ["on air and recorded", { live: "Live", recording: "Rec" }, ["top", "crowded", "may-record", "is-live"]],
  ])("%s knows how full it is, and says the state in words", async (_which, props, classes) => {
    await draw(props);
    expect(kinds()).toEqual(classes);
    expect(screen.getByText("Weak connection", { selector: ".line > .words" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("gives the help by a button that has the state in its name, however narrow", async () => {
    const explain = vi.fn();
    await draw({ sharer: nadia, explain });
    screen.getByRole("button", { name: /^Weak connection/ }).click();
    expect(explain).toHaveBeenCalledOnce();
  });
});
