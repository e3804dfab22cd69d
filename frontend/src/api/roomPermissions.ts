import type { JoinGrant } from "./shapes";

/**
 * A grant as it is when no recording holds anybody back: whoever is held back has the same controls, which say why they
 * are off. Viewers never publish.
 */
export function asIfFree<T extends Pick<JoinGrant, "role" | "permissions">>(grant: T): T {
  if (grant.role === "viewer") return grant;
  return { ...grant, permissions: { ...grant.permissions, can_publish: true } };
}

/** What the person may do in the call, from the server's grant. What is not allowed has no control, not a dead one. */
export interface RoomPermissions {
  role: JoinGrant["role"];
  canPublishCamera: boolean;
  canPublishMicrophone: boolean;
  canShareScreen: boolean;
  /** End for everyone, remove, let back in. */
  canModerate: boolean;
  canSubscribe: boolean;
}

export function permissionsFrom(grant: Pick<JoinGrant, "role" | "permissions">): RoomPermissions {
  const { can_publish, can_publish_sources, can_subscribe, can_moderate } = grant.permissions;
  // An empty list means "no limit" to LiveKit, so only can_publish decides then.
  const may = (source: JoinGrant["permissions"]["can_publish_sources"][number]) =>
    can_publish && (can_publish_sources.length === 0 || can_publish_sources.includes(source));
  return {
    role: grant.role,
    canPublishCamera: may("camera"),
    canPublishMicrophone: may("microphone"),
    canShareScreen: may("screen_share"),
    canModerate: can_moderate,
    canSubscribe: can_subscribe,
  };
}
