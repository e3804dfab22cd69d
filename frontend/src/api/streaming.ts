import { type ApiClient, toResult } from "./client";
import type { Result } from "./errors";
import type { NewStreamTarget, StreamTarget, StreamTargetList } from "./shapes";

const inRoom = (room_uuid: string) => ({ params: { path: { room_uuid } } });
const ofRoom = (room_uuid: string, target_id: string) => ({ params: { path: { room_uuid, target_id } } });

/** For hosts: where the room may be streamed to, and how each place stands. Keys are never among it. */
export function listTargets(client: ApiClient, roomUuid: string): Promise<Result<StreamTargetList>> {
  return toResult(client.GET("/api/v1/rooms/{room_uuid}/stream/", inRoom(roomUuid)));
}

export function addTarget(
  client: ApiClient,
  roomUuid: string,
  target: NewStreamTarget,
): Promise<Result<StreamTarget>> {
  return toResult(client.POST("/api/v1/rooms/{room_uuid}/stream/", { ...inRoom(roomUuid), body: target }));
}

/** Only one that is not on air; its key goes with it. */
export function removeTarget(client: ApiClient, roomUuid: string, id: string): Promise<Result<null>> {
  const removed = client.DELETE("/api/v1/rooms/{room_uuid}/stream/{target_id}/", ofRoom(roomUuid, id));
  // Done is told without a body, which would count as no answer.
  return toResult(removed.then(({ response, error }) => ({ response, error, data: null })));
}

export function startTarget(client: ApiClient, roomUuid: string, id: string): Promise<Result<StreamTarget>> {
  return toResult(client.POST("/api/v1/rooms/{room_uuid}/stream/{target_id}/start/", ofRoom(roomUuid, id)));
}

export function stopTarget(client: ApiClient, roomUuid: string, id: string): Promise<Result<StreamTarget>> {
  return toResult(client.POST("/api/v1/rooms/{room_uuid}/stream/{target_id}/stop/", ofRoom(roomUuid, id)));
}
