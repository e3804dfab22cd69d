/**
 * Shapes of the HTTP API, written by hand until `docs/openapi.yaml` is there; `npm run api:types` then writes this file.
 */
export interface paths {
  "/api/v1/rooms/booking/{booking_id}/": {
    get: { parameters: { path: { booking_id: string } }; responses: RoomResponses };
  };
  "/api/v1/rooms/session/{session_id}/": {
    get: { parameters: { path: { session_id: string } }; responses: RoomResponses };
  };
  "/api/v1/rooms/{room_uuid}/": {
    get: { parameters: { path: { room_uuid: string } }; responses: RoomResponses };
  };
  "/api/v1/rooms/booking/{booking_id}/join/": {
    post: { parameters: { path: { booking_id: string } }; responses: JoinResponses };
  };
  "/api/v1/rooms/session/{session_id}/join/": {
    post: { parameters: { path: { session_id: string } }; responses: JoinResponses };
  };
  "/api/v1/rooms/{room_uuid}/get_token/": {
    post: { parameters: { path: { room_uuid: string } }; responses: JoinResponses };
  };
  "/api/v1/rooms/{room_uuid}/end/": {
    post: { parameters: { path: { room_uuid: string } }; responses: RoomResponses };
  };
  "/api/v1/rooms/{room_uuid}/participants/": {
    get: {
      parameters: { path: { room_uuid: string } };
      responses: { 200: { content: { "application/json": components["schemas"]["ParticipantList"] } }; default: Failure };
    };
  };
  "/api/v1/rooms/{room_uuid}/participants/{participant_id}/remove/": {
    post: { parameters: { path: { room_uuid: string; participant_id: string } }; responses: ParticipantResponses };
  };
  "/api/v1/rooms/{room_uuid}/participants/{participant_id}/readmit/": {
    post: { parameters: { path: { room_uuid: string; participant_id: string } }; responses: ParticipantResponses };
  };
}

type Failure = { content: { "application/json": components["schemas"]["Error"] } };
type RoomResponses = { 200: { content: { "application/json": components["schemas"]["Room"] } }; default: Failure };
type JoinResponses = { 200: { content: { "application/json": components["schemas"]["Join"] } }; default: Failure };
type ParticipantResponses = {
  200: { content: { "application/json": components["schemas"]["Participant"] } };
  default: Failure;
};

export interface components {
  schemas: {
    Role: "host" | "participant" | "viewer";
    Room: {
      id: string | null;
      name: string | null;
      room_type: "individual" | "group" | "webinar" | "broadcast";
      status: "pending" | "active" | "in_use" | "ended" | null;
      outcome: string | null;
      end_reason: string | null;
      subject: { kind: string; ref: string };
      title: string;
      scheduled_start: string | null;
      scheduled_end: string | null;
      opens_at: string | null;
      closes_at: string | null;
      started_at: string | null;
      ended_at: string | null;
      server_time: string;
      return_url: string | null;
      participant_count: number;
      max_participants: number;
      layout: string;
      features: {
        chat: boolean;
        questions: boolean;
        screen_share: boolean;
        recording: boolean;
        waiting_room: boolean;
        dial_in: boolean;
        virtual_background: boolean;
        captions: boolean;
        breakouts: boolean;
      };
      people: components["schemas"]["Person"][];
      me: components["schemas"]["Me"];
      recording: { active: boolean; since: string | null };
    };
    Person: { id: string | null; name: string; role: components["schemas"]["Role"]; inside: boolean };
    Me: {
      can_join: boolean;
      code: string | null;
      detail: string | null;
      role: components["schemas"]["Role"] | null;
      retry_at: string | null;
      name: string;
      participant_id: string | null;
      removed: boolean;
    };
    Join: {
      token: string;
      url: string;
      room: components["schemas"]["Room"];
      participant_id: string;
      identity: string;
      name: string;
      role: components["schemas"]["Role"];
      expires_at: string;
      permissions: {
        can_publish: boolean;
        can_publish_sources: string[];
        can_subscribe: boolean;
        can_publish_data: boolean;
        can_record: boolean;
        can_moderate: boolean;
      };
    };
    Participant: {
      id: string;
      name: string;
      role: components["schemas"]["Role"];
      inside: boolean;
      removed: boolean;
      first_joined_at?: string | null;
    };
    ParticipantList: { next: string | null; previous: string | null; results: components["schemas"]["Participant"][] };
    Error: { code: string; detail: string; retry_at?: string | null };
  };
}
