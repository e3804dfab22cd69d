import type { DeviceKind } from "../model/device";

export type PermissionLookup = (kind: DeviceKind) => Promise<PermissionStatus | null>;

/** The browser's own word on a permission. Null where it does not tell: older Firefox and Safari know no such names. */
export const lookUpPermission: PermissionLookup = async (kind) => {
  try {
    return await navigator.permissions.query({ name: kind as PermissionName });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};
