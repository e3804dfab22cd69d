import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";
import type { RoomInfo, RoomMe } from "../api/shapes";
import { PreJoinScreen } from "../features/lobby/PreJoinScreen";
import { jonasIs, sessionRoom } from "./people";
import { renderPage } from "./render";
import { type Refusal, roomAnswers, type startServer } from "./server";

type Options = Parameters<typeof renderPage>[1];

/** Jonas opens the lobby; its room answers so. */
export async function openLobby(
  server: ReturnType<typeof startServer>,
  room: RoomInfo | Refusal | "offline",
  options: Options = {},
) {
  server.use(roomAnswers(room));
  const onJoin = vi.fn();
  await renderPage(<PreJoinScreen onJoin={onJoin} />, options);
  return { onJoin, user: userEvent.setup() };
}

/** Jonas' session as it answers him whom it does not let in. */
export function shut(code: RoomMe["code"], me: Partial<RoomMe> = {}): RoomInfo {
  return sessionRoom({ me: jonasIs({ can_join: false, code, detail: "words", ...me }) });
}

export const button = (name: string | RegExp) => screen.findByRole("button", { name });
