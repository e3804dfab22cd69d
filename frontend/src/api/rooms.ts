import { type ApiClient, toResult } from "./client";
import type { Result } from "./errors";
import type { PageConfig } from "./page";
import type { JoinGrant, MyStatement, ParticipantPage, Role, RoomInfo, RoomParticipant } from "./shapes";

export type Subject = Pick<PageConfig, "kind" | "ref">;

/** The room behind the page's address, and what it is to the person who asks. */
export function fetchRoom(
  client: ApiClient,
  { kind, ref }: Subject,
  signal?: AbortSignal,
): Promise<Result<RoomInfo>> {
  switch (kind) {
    case "booking":
      return toResult(
        client.GET("/api/v1/rooms/booking/{booking_id}/", { params: { path: { booking_id: ref } }, signal }),
      );
    case "session":
      return toResult(
        client.GET("/api/v1/rooms/session/{session_id}/", { params: { path: { session_id: ref } }, signal }),
      );
    case "room":
      return toResult(
        client.GET("/api/v1/rooms/{room_uuid}/", { params: { path: { room_uuid: ref } }, signal }),
      );
  }
}

/** Asks to enter: a fresh token, or the reason why not. Safe to repeat; only LiveKit's own word counts as attendance. */
export function joinRoom(client: ApiClient, { kind, ref }: Subject): Promise<Result<JoinGrant>> {
  switch (kind) {
    case "booking":
      return toResult(
        client.POST("/api/v1/rooms/booking/{booking_id}/join/", { params: { path: { booking_id: ref } } }),
      );
    case "session":
      return toResult(
        client.POST("/api/v1/rooms/session/{session_id}/join/", { params: { path: { session_id: ref } } }),
      );
    case "room":
      return toResult(
        client.POST("/api/v1/rooms/{room_uuid}/get_token/", { params: { path: { room_uuid: ref } } }),
      );
  }
}

/** Ends the session for everyone. For hosts. */
export function endRoom(client: ApiClient, roomUuid: string): Promise<Result<RoomInfo>> {
  return toResult(
    client.POST("/api/v1/rooms/{room_uuid}/end/", { params: { path: { room_uuid: roomUuid } } }),
  );
}

/** One's own times, of all one's visits, and what came of the session. */
export function fetchMyStatement(
  client: ApiClient,
  roomUuid: string,
  signal?: AbortSignal,
): Promise<Result<MyStatement>> {
  const params = { path: { room_uuid: roomUuid } };
  return toResult(client.GET("/api/v1/rooms/{room_uuid}/statement/mine/", { params, signal }));
}

export interface ParticipantQuery {
  /** A part of the name. */
  search?: string;
  inside?: boolean;
  removed?: boolean;
  role?: Role;
  /** Counts from 1. */
  page?: number;
  page_size?: number;
}

/** Everybody who was ever in the room, page by page. For hosts; LiveKit alone knows neither the removed nor hidden viewers. */
export function listParticipants(
  client: ApiClient,
  roomUuid: string,
  query: ParticipantQuery = {},
): Promise<Result<ParticipantPage>> {
  const params = { path: { room_uuid: roomUuid }, query };
  return toResult(client.GET("/api/v1/rooms/{room_uuid}/participants/", { params }));
}

export function removeParticipant(
  client: ApiClient,
  roomUuid: string,
  id: string,
): Promise<Result<RoomParticipant>> {
  const params = { path: { room_uuid: roomUuid, participant_id: id } };
  return toResult(client.POST("/api/v1/rooms/{room_uuid}/participants/{participant_id}/remove/", { params }));
}

/** Lets somebody who was removed come back. */
export function readmitParticipant(
  client: ApiClient,
  roomUuid: string,
  id: string,
): Promise<Result<RoomParticipant>> {
  const params = { path: { room_uuid: roomUuid, participant_id: id } };
  return toResult(
    client.POST("/api/v1/rooms/{room_uuid}/participants/{participant_id}/readmit/", { params }),
  );
}
