import type { PageConfig } from "../api/page";
import type { JoinGrant, MyStatement, RoomInfo, RoomMe, RoomPerson } from "../api/shapes";

/** The cast: Dr. Nadia Rahman sees Jonas Weber at two; Samira Okafor assists; Elena Marchetti leads the webinar. */
export const NADIA: RoomPerson = { id: "p-nadia", name: "Dr. Nadia Rahman", role: "host", inside: false };
export const SAMIRA: RoomPerson = { id: "p-samira", name: "Samira Okafor", role: "host", inside: false };
export const JONAS: RoomPerson = { id: "p-jonas", name: "Jonas Weber", role: "participant", inside: false };

export const SERVER_TIME = "2026-11-24T13:05:00Z";

const features: RoomInfo["features"] = {
  chat: false,
  questions: false,
  screen_share: true,
  recording: false,
  waiting_room: false,
  dial_in: false,
  virtual_background: false,
  captions: false,
  breakouts: false,
};

export function jonasIs(me: Partial<RoomMe> = {}): RoomMe {
  return {
    can_join: true,
    code: null,
    detail: null,
    role: "participant",
    retry_at: null,
    name: JONAS.name,
    participant_id: JONAS.id,
    removed: false,
    ...me,
  };
}

/** Jonas' session with Dr. Rahman, five minutes after it began. */
export function sessionRoom(changes: Partial<RoomInfo> = {}): RoomInfo {
  return {
    id: "0b4c5a3e-7d7c-4c36-a1e2-0b7e6a0f2f11",
    name: "individual-829b8d608f60",
    room_type: "individual",
    status: "pending",
    outcome: null,
    end_reason: null,
    ended_by_me: false,
    ended_by_name: null,
    subject: { kind: "booking", ref: "12" },
    title: "Session with Dr. Nadia Rahman",
    scheduled_start: "2026-11-24T13:00:00Z",
    scheduled_end: "2026-11-24T13:50:00Z",
    opens_at: "2026-11-24T12:45:00Z",
    closes_at: "2026-11-24T13:55:00Z",
    started_at: null,
    ended_at: null,
    server_time: SERVER_TIME,
    return_url: "/bookings/",
    participant_count: 0,
    max_participants: 2,
    layout: "pip",
    features,
    people: [NADIA, JONAS],
    me: jonasIs(),
    recording: {
      active: false,
      since: null,
      status: null,
      id: null,
      consent: "ask",
      audio_only: false,
      starts_itself: false,
      asked_until: null,
      unavailable: null,
      ended_by: null,
      failed: null,
    },
    streaming: { active: false, since: null, targets: 0, available: false },
    dial_in: null,
    ...changes,
  };
}

/** What Jonas is told of his own times: two visits, the second by phone. */
export function myStatement(changes: Partial<MyStatement> = {}): MyStatement {
  const confidence = { exact: true, plus_minus_seconds: 0.5, ends: 4, estimated_ends: 0 };
  const visit = {
    joined_known_by: "webhook",
    left_known_by: "webhook",
    joined_precision_seconds: 0,
    left_precision_seconds: 0.25,
    precision_seconds: 0.25,
    leave_reason: "CLIENT_INITIATED",
    quality: null,
  } as const;
  return {
    room: "0b4c5a3e-7d7c-4c36-a1e2-0b7e6a0f2f11",
    subject: { kind: "booking", ref: "12" },
    title: "Session with Dr. Nadia Rahman",
    version: 0,
    final_at: null,
    outcome: null,
    end_reason: null,
    scheduled_start: "2026-11-24T13:00:00Z",
    scheduled_end: "2026-11-24T13:50:00Z",
    started_at: "2026-11-24T12:58:06Z",
    ended_at: null,
    overrides: [],
    objections: [],
    total_seconds: 2762,
    first_joined_at: "2026-11-24T13:01:50Z",
    last_left_at: "2026-11-24T13:49:40Z",
    late_by_seconds: 110,
    left_early_by_seconds: 20,
    share: 0.92,
    medium: "mixed",
    confidence,
    visits: [
      { ...visit, medium: "video", joined_at: "2026-11-24T13:01:50Z", left_at: "2026-11-24T13:20:22Z" },
      { ...visit, medium: "phone", joined_at: "2026-11-24T13:22:10Z", left_at: "2026-11-24T13:49:40Z" },
    ],
    ...changes,
  };
}

/** Elena's webinar, as somebody sees it who only watches. */
export function webinarRoom(changes: Partial<RoomInfo> = {}): RoomInfo {
  return sessionRoom({
    room_type: "webinar",
    title: "Sleep and the anxious mind",
    layout: "stage",
    people: [{ id: "p-elena", name: "Elena Marchetti", role: "host", inside: true }],
    participant_count: 61,
    me: jonasIs({ role: "viewer" }),
    ...changes,
  });
}

export function grantFor(room: RoomInfo, changes: Partial<JoinGrant> = {}): JoinGrant {
  return {
    token: "a.b.c",
    url: "ws://127.0.0.1:7880",
    room,
    participant_id: "p-jonas",
    identity: "9-1f2e3d4c",
    name: "Jonas Weber",
    role: room.me.role ?? "participant",
    expires_at: "2026-11-24T17:00:00Z",
    permissions: {
      can_publish: true,
      can_publish_sources: ["camera", "microphone", "screen_share", "screen_share_audio"],
      can_subscribe: true,
      can_publish_data: true,
      can_record: false,
      can_moderate: false,
    },
    ...changes,
  };
}

/** For those who watch. */
export const viewerGrant = (room: RoomInfo) =>
  grantFor(room, {
    role: "viewer",
    permissions: {
      ...grantFor(room).permissions,
      can_publish: false,
      can_publish_sources: [],
      can_publish_data: false,
    },
  });

export const BOOKING_PAGE: PageConfig = {
  kind: "booking",
  ref: "12",
  view: "lobby",
  brand: { name: "Estuary", home_url: "/", help_url: null, contact: null },
  user: { name: "Jonas Weber", ref: "7" },
  login_url: "/login/",
  api: "/api/v1/rooms",
  live: "/api/v1/live/",
  language: "en",
  routes: { lobby: "/room/booking/12/lobby", call: "/room/booking/12" },
};
