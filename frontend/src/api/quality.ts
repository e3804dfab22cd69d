import type { ApiClient } from "./client";
import { categoryOf } from "./errors";
import type { QualityReport } from "./shapes";

/**
 * Tells how good the own connection was. Never fails: whoever is in a call must not hear of it.
 *
 * `last`: the page may be gone before the answer comes; the browser sends it all the same.
 */
export async function reportQuality(
  client: ApiClient,
  roomUuid: string,
  report: QualityReport,
  last: boolean,
): Promise<"taken" | "later" | "never"> {
  try {
    const { response } = await client.POST("/api/v1/rooms/{room_uuid}/quality/", {
      params: { path: { room_uuid: roomUuid } },
      body: report,
      keepalive: last,
    });
    if (response.ok) return "taken";
    const category = categoryOf(response.status);
    return category === "refused" || response.status === 400 ? "never" : "later";
  } catch {
    return "later";
  }
}
