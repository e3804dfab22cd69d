import { HttpResponse, http } from "msw";
import type { Consent, ConsentAnswer, ConsentText, RecordingState, RoomInfo } from "../api/shapes";
import { NOW } from "./call";
import { sessionRoom } from "./people";
import { type Refusal, ROOM_URL, type startServer } from "./server";

export const RECORDING_ID = "1d6f0a52-7c9e-4a6b-9f5e-2f1c8a7b3d40";

/** A quarter of a minute is left when the tests look. */
export const ASKED_UNTIL = new Date(Date.parse(NOW) + 15_000).toISOString();

/** Nothing is recorded, but it may be, and everybody would be asked. */
export function aRecording(changes: Partial<RecordingState> = {}): RecordingState {
  return {
    active: changes.status === "active",
    since: null,
    status: null,
    id: changes.status == null ? null : RECORDING_ID,
    consent: "ask",
    audio_only: false,
    starts_itself: false,
    asked_until: null,
    ended_by: null,
    unavailable: null,
    failed: null,
    ...changes,
  };
}

export const asking = (changes: Partial<RecordingState> = {}) =>
  aRecording({ status: "asking", asked_until: ASKED_UNTIL, ...changes });

/** It began three minutes and twelve seconds before the tests look. */
export const running = (changes: Partial<RecordingState> = {}) =>
  aRecording({ status: "active", since: new Date(Date.parse(NOW) - 192_000).toISOString(), ...changes });

export const over = (ended_by: RecordingState["ended_by"], changes: Partial<RecordingState> = {}) =>
  aRecording({ ended_by, ...changes });

/** A room that may be recorded. */
export function recordableRoom(
  recording: Partial<RecordingState> = {},
  room: Partial<RoomInfo> = {},
): RoomInfo {
  const { features } = sessionRoom();
  return sessionRoom({
    server_time: NOW,
    features: { ...features, recording: true },
    recording: aRecording(recording),
    ...room,
  });
}

export const TEXT: ConsentText = {
  id: "text-1",
  language: "en",
  title: "Dr. Nadia Rahman asks to record this session",
  said_by_host: "",
  contains: "Your picture, your voice, your name and shared screens. Not the chat.",
  seen_by: "Dr. Nadia Rahman and the people booked on this session.",
  kept_until: "23 February 2027 at the latest, then deleted.",
  if_declined:
    "You stay, with camera and microphone off while the recording runs. You can still listen and chat.",
  body: "",
};

export function aConsent(changes: Partial<Consent> = {}): Consent {
  return {
    required: true,
    recording: { id: RECORDING_ID, status: "asking", asked_until: ASKED_UNTIL },
    text: TEXT,
    mine: null,
    held_back: false,
    answers: [],
    ...changes,
  };
}

export const said = (agree: boolean, text_id = TEXT.id): Consent["mine"] => ({ agree, at: NOW, text_id });

export const anAnswer = (
  name: string,
  answer: ConsentAnswer["answer"],
  {
    id = `p-${name.split(" ").at(-2)?.toLowerCase()}`,
    way = null,
  }: { id?: string; way?: ConsentAnswer["way"] } = {},
): ConsentAnswer => ({ participant_id: id, name, answer, way, held_back: false });

/** Our server, as far as recordings go: what it answers now, and what it was asked to do. */
export class RecordingServer {
  room: RoomInfo | Refusal = recordableRoom();
  consent: Consent | Refusal = aConsent();
  /** What a press on Record or Stop is answered; by default it is taken. */
  refusal: Refusal | null = null;
  /** What an answer is answered, in turn; by default it is taken. */
  refusals: Refusal[] = [];
  /** What else an answer changes. */
  after: Partial<Consent> = {};
  readonly asked: string[] = [];
  languages: (string | null)[] = [];

  constructor(server: ReturnType<typeof startServer>) {
    const { post, get } = http;
    const reply = (answer: object) => {
      if (!("status" in answer) || typeof answer.status !== "number") return HttpResponse.json(answer);
      const { status, ...body } = answer as Refusal;
      return HttpResponse.json({ detail: "The server’s words", ...body }, { status });
    };
    const press = (what: string, status: string) => () => {
      this.asked.push(what);
      return this.refusal === null
        ? HttpResponse.json({ id: RECORDING_ID, status }, { status: 202 })
        : reply(this.refusal);
    };
    server.use(
      get(ROOM_URL, () => {
        this.asked.push("room");
        return reply(this.room);
      }),
      get("*/api/v1/rooms/:uuid/consent/", ({ request }) => {
        this.languages.push(request.headers.get("Accept-Language"));
        return reply(this.consent);
      }),
      post("*/api/v1/rooms/:uuid/consent/", async ({ request }) => {
        const { agree, text_id } = (await request.json()) as { agree: boolean; text_id: string };
        this.asked.push(`${agree ? "agree" : "decline"} ${text_id}`);
        const refused = this.refusals.shift();
        if (refused !== undefined) return reply(refused);
        if (!("required" in this.consent)) return reply(this.consent);
        // A yes lets them go at once; what a no takes from them follows when it begins.
        const held_back = !agree && this.consent.held_back;
        this.consent = { ...this.consent, mine: said(agree, text_id), held_back };
        Object.assign(this.consent, this.after);
        return reply(this.consent);
      }),
      post("*/api/v1/rooms/:uuid/start_recording/", press("start", "asking")),
      post("*/api/v1/rooms/:uuid/stop_recording/", press("stop", "ending")),
    );
  }

  /** How often it was asked so. */
  count(what: string): number {
    return this.asked.filter((one) => one === what).length;
  }
}
