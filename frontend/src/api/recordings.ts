import { type ApiClient, toResult } from "./client";
import type { Result } from "./errors";
import type { Consent, RecordingStarted } from "./shapes";

const byRef = (room_ref: string) => ({ params: { path: { room_ref } } });
const byUuid = (room_uuid: string) => ({ params: { path: { room_uuid } } });

/** For hosts. Where people must be asked first, this asks them. */
export function startRecording(client: ApiClient, roomUuid: string): Promise<Result<RecordingStarted>> {
  return toResult(client.POST("/api/v1/rooms/{room_ref}/start_recording/", byRef(roomUuid)));
}

/** For hosts. Before it began, this takes the question back. */
export function stopRecording(client: ApiClient, roomUuid: string): Promise<Result<RecordingStarted>> {
  return toResult(client.POST("/api/v1/rooms/{room_ref}/stop_recording/", byRef(roomUuid)));
}

/** What people are asked in this room, and what this person has answered. */
export function fetchConsent(client: ApiClient, roomUuid: string): Promise<Result<Consent>> {
  return toResult(client.GET("/api/v1/rooms/{room_uuid}/consent/", byUuid(roomUuid)));
}

/** The answer to one text; the newest answer holds. Another text than the room's current one is a `conflict`. */
export function answerConsent(
  client: ApiClient,
  roomUuid: string,
  answer: { agree: boolean; text_id: string },
): Promise<Result<Consent>> {
  return toResult(client.POST("/api/v1/rooms/{room_uuid}/consent/", { ...byUuid(roomUuid), body: answer }));
}
