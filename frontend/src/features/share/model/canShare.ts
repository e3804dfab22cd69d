/** Whether this browser can show a screen: no phone can, and no page without HTTPS. */
export function canShareScreen(media: Partial<MediaDevices> | undefined): boolean {
  return typeof media?.getDisplayMedia === "function";
}
