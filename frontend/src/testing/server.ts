import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { JoinGrant, MyStatement, RoomInfo } from "../api/shapes";

export const ROOM_URL = "*/api/v1/rooms/booking/12/";
export const JOIN_URL = "*/api/v1/rooms/booking/12/join/";

export const MINE_URL = "*/api/v1/rooms/:room/statement/mine/";
export const LIVE_URL = "*/api/v1/live/";

/** A server under WSGI, where nothing changes. */
const SILENCE = { mode: "poll", every_seconds: 5, rooms: [], denied: [] };

/** What pages ask for, whatever their test is about. */
const server = setupServer(
  http.get(MINE_URL, () => respond({ status: 503, code: "database_busy" })),
  http.get(LIVE_URL, () => HttpResponse.json(SILENCE)),
);

/** Our API, answered in the test. Whatever is asked and not expected fails the test. */
export function startServer(): typeof server {
  beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  return server;
}

export interface Refusal {
  status: number;
  code: string;
  detail?: string;
  retry_at?: string;
}

type Answer<T> = T | Refusal | "offline";

function isRefusal(answer: object): answer is Refusal {
  return typeof (answer as Refusal).status === "number";
}

function respond<T extends object>(answer: Answer<T>): Response {
  if (answer === "offline") return HttpResponse.error();
  if (!isRefusal(answer)) return HttpResponse.json(answer);
  const { status, ...body } = answer;
  return HttpResponse.json({ detail: "The server's words", ...body }, { status });
}

/** The room's address gives these answers in turn; the last one stays. */
export function roomAnswers(...answers: Answer<RoomInfo>[]) {
  return http.get(ROOM_URL, inTurn(answers));
}

/** The join address, likewise. */
export function joinAnswers(...answers: Answer<JoinGrant>[]) {
  return http.post(JOIN_URL, inTurn(answers));
}

/** The address of one's own times, likewise. */
export function mineAnswers(...answers: Answer<MyStatement>[]) {
  return http.get(MINE_URL, inTurn(answers));
}

function inTurn<T extends object>(answers: Answer<T>[]): () => Response {
  let turn = 0;
  return () => {
    const answer = answers[Math.min(turn, answers.length - 1)] as Answer<T>;
    turn += 1;
    return respond(answer);
  };
}
