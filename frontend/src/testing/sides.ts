import { act, screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach } from "vitest";
import type { Message, RoomInfo } from "../api/shapes";
import { chatMemory } from "../features/chat/model/memory";
import { aPerson } from "../livekit/roomFake";
import { grantOf, jonas, NOW, scene } from "./call";
import { aLine } from "./chat";
import { sessionRoom, viewerGrant, webinarRoom } from "./people";
import { startServer } from "./server";

export const MESSAGES = "*/api/v1/rooms/:uuid/messages/";

const withChat = { features: { ...sessionRoom().features, chat: true } };
export const pair: Partial<RoomInfo> = withChat;
export const group: Partial<RoomInfo> = {
  ...withChat,
  room_type: "group",
  title: "Breathwork for beginners",
};
export const webinar = (changes: Partial<RoomInfo> = {}) =>
  webinarRoom({ ...withChat, server_time: NOW, ...changes });

/** Elena leads, Mara watches, and Jonas, who looks at the page, watches too. */
export const elena = aPerson({ id: "p-elena", name: "Elena Marchetti", role: "host", joinedAt: 1 });
export const mara = aPerson({
  id: "p-mara",
  name: "Mara Lindgren",
  role: "viewer",
  camera: null,
  joinedAt: 2,
});
export const me = { ...jonas, role: "viewer", camera: null, micOn: false } as const;

/** What the server has of the room's chat. */
export const chat = {
  said: [] as Message[],
  /** What Jonas' page has sent. */
  written: [] as string[],
};

/** Whatever this page has shown before, Jonas has read so far. */
export function hasRead(number: number): void {
  for (const grant of [grantOf(), viewerGrant(webinar())])
    chatMemory(grant.room.id ?? "", grant.participant_id).keepRead(number);
}

/** Gives each test of the file a room with a chat, in which Jonas has read the one line that was said. */
export function atSides() {
  const server = startServer();
  beforeEach(() => {
    chat.said = [aLine(1)];
    chat.written = [];
    hasRead(1);
    server.use(
      http.get(MESSAGES, () => HttpResponse.json({ next: null, previous: null, results: chat.said })),
      http.post(MESSAGES, async ({ request }) => {
        const { text } = (await request.json()) as { text: string };
        chat.written.push(text);
        return HttpResponse.json(aLine(2, { from: "jonas", text }), { status: 201 });
      }),
      http.get("*/api/v1/rooms/:uuid/participants/", () =>
        HttpResponse.json({ count: 0, next: null, previous: null, results: [] }),
      ),
    );
  });
  return server;
}

export const button = (name: string | RegExp) => screen.getByRole("button", { name });
export const panel = (name: string) => screen.queryByRole("complementary", { name });
export const tab = (name: string | RegExp) => screen.getByRole("tab", { name });
export const hear = (number: number) => act(() => scene.room.say("rooms.chat", aLine(number)));
