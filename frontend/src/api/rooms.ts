import { type ApiClient, toResult } from "./client";
import type { Result } from "./errors";
import type { PageConfig } from "./page";
import type { JoinGrant, RoomInfo, RoomParticipant } from "./shapes";

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

/** Everybody who was ever in the room. For hosts; LiveKit alone knows neither the removed nor hidden viewers. */
export async function listParticipants(
  client: ApiClient,
  roomUuid: string,
): Promise<Result<RoomParticipant[]>> {
  const page = await toResult(
    client.GET("/api/v1/rooms/{room_uuid}/participants/", { params: { path: { room_uuid: roomUuid } } }),
  );
  return page.ok ? { ok: true, value: page.value.results } : page;
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
