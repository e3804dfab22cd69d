import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { violations } from "../../testing/axe";
import { atComputer } from "../../testing/browser";
import { button, openLobby } from "../../testing/lobby";
import { jonasIs } from "../../testing/people";
import { startServer } from "../../testing/server";
import { offAir, onAir, streamableRoom } from "../../testing/streamingServer";

const server = startServer();
atComputer();

const STREAMED =
  "This session is streamed live: whoever is seen or heard here is seen and heard elsewhere, too.";

describe("the lobby of a session that is on air", () => {
  it("says so among the facts, and beside Join for those who do not see them", async () => {
    await openLobby(server, streamableRoom(onAir()));
    const join = await button("Join session");
    const [fact, beside] = screen.getAllByText(STREAMED);
    expect(fact?.closest("ul.facts")).not.toBeNull();
    expect(beside?.closest(".enter")?.contains(join)).toBe(true);
    const FOLLOWS = Node.DOCUMENT_POSITION_FOLLOWING;
    expect((beside as HTMLElement).compareDocumentPosition(join) & FOLLOWS).toBe(FOLLOWS);
    expect(await violations()).toEqual([]);
  });

  it("tells those who watch that it is the stage", async () => {
    const room = streamableRoom(onAir(), { room_type: "webinar", me: jonasIs({ role: "viewer" }) });
    await openLobby(server, room);
    const words = "This session is streamed live: the stage is, viewers are not.";
    expect(await screen.findAllByText(words)).toHaveLength(2);
  });

  it("says it in German", async () => {
    await openLobby(server, streamableRoom(onAir()), { language: "de" });
    expect(await screen.findAllByText(/^Diese Sitzung wird live übertragen/)).toHaveLength(2);
  });

  it("says nothing where it only may be", async () => {
    await openLobby(server, streamableRoom(offAir({ available: true })));
    await button("Join session");
    expect(screen.queryByText(/streamed/)).toBeNull();
  });
});
