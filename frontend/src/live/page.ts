/**
 * For pages that are none of ours: `<script type="module" src="…/rooms/live.js">` beside
 * `<meta name="rooms-live" content="/api/v1/live/" data-user="12">`.
 *
 * Each element with `data-room-live="session:4"` gets the event `rooms:live` (it bubbles; `detail` is what the API says)
 * whenever something changed, and inside of it `[data-live="participant_count"]` (or another number) its new text.
 */
import { type Watched, watchLive } from "./live";

const NUMBERS = ["participant_count", "hosts_inside", "clients_inside"] as const;

const meta = document.querySelector<HTMLMetaElement>('meta[name="rooms-live"]');
const places = () => [...document.querySelectorAll<HTMLElement>("[data-room-live]")];

function show(room: Watched): void {
  for (const place of places()) {
    if (place.dataset.roomLive !== room.watch) continue;
    for (const name of NUMBERS) {
      for (const part of place.querySelectorAll(`[data-live="${name}"]`)) {
        const text = String(room[name]);
        if (part.textContent !== text) part.textContent = text;
      }
    }
    place.dispatchEvent(new CustomEvent("rooms:live", { bubbles: true, detail: room }));
  }
}

if (meta !== null) {
  watchLive({
    address: meta.content,
    user: meta.dataset.user ?? "",
    watches: [...new Set(places().map((place) => place.dataset.roomLive ?? ""))].filter(
      (watch) => watch !== "",
    ),
    onRoom: show,
  });
}
