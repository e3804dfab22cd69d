import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { atComputer } from "../../testing/browser";
import { giveLocks, streamingServer, takeLocks } from "../../testing/live";
import { openLobby } from "../../testing/lobby";
import { NADIA, sessionRoom } from "../../testing/people";
import { roomAnswers, startServer } from "../../testing/server";

const server = startServer();
atComputer();
let live: ReturnType<typeof streamingServer>;

beforeEach(() => {
  giveLocks();
  live = streamingServer();
  server.use(live.handler);
});
afterEach(takeLocks);

/** What screen readers are told beside the page. */
const said = () => screen.getAllByRole("status").flatMap(({ textContent }) => textContent || []);

it("hears that the other one came, and shows it at once", async () => {
  const room = sessionRoom({ status: "pending", participant_count: 0 });
  await openLobby(server, room);
  await screen.findByText(/is not here yet/);
  await waitFor(() => expect(live.lines).toHaveLength(1));
  expect(live.lines[0]?.watches).toEqual(["booking:12"]);
  live.lines[0]?.room({ room: room.id, revision: 1 });

  server.use(roomAnswers({ ...room, participant_count: 1, people: [{ ...NADIA, inside: true }] }));
  live.lines[0]?.room({
    room: room.id,
    revision: 2,
    status: "in_use",
    participant_count: 1,
    hosts_inside: 1,
  });

  await screen.findByText(/is in the room/, { selector: ".presence" });
  await waitFor(() => expect(said()).toEqual(["Dr. Rahman is in the room"]));
});

it("says nothing of who was there before", async () => {
  const room = sessionRoom({ participant_count: 1, people: [{ ...NADIA, inside: true }] });
  await openLobby(server, room);
  await screen.findByText(/is in the room/, { selector: ".presence" });
  await waitFor(() => expect(live.lines).toHaveLength(1));
  const asked = roomAnswers({ ...room, participant_count: 0, people: [{ ...NADIA, inside: false }] });
  server.use(asked);
  live.lines[0]?.room({ room: room.id, revision: 2, status: "active" });
  await screen.findByText(/is not here yet/);
  expect(said()).toEqual([]);
});

it("counts a crowd without asking for each who comes", async () => {
  const room = sessionRoom({ room_type: "broadcast", participant_count: 3, people: [] });
  await openLobby(server, room);
  await screen.findByText("3 people are inside");
  await waitFor(() => expect(live.lines).toHaveLength(1));
  live.lines[0]?.room({ room: room.id, status: room.status, participant_count: 3, revision: 1 });
  live.lines[0]?.room({ room: room.id, status: room.status, participant_count: 812, revision: 2 });
  await screen.findByText("812 people are inside");
});
