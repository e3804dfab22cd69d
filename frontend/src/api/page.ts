/** What Django writes into the page, in `<script type="application/json" id="rooms-page">`. */
export interface PageConfig {
  /** What the address names: a booking, a session, or a room by its uuid. */
  kind: "booking" | "session" | "room";
  ref: string;
  view: "lobby" | "call";
  brand: { name: string; home_url: string; help_url: string | null; contact: string | null };
  /** `ref` is their primary key: tabs of one browser that belong to the same person share what they hear. */
  user: { name: string; ref: string };
  login_url: string;
  /** Where the API of the rooms is mounted, without a slash at the end. */
  api: string;
  /** Where the API tells what changes. */
  live: string;
  language: string;
  routes: { lobby: string; call: string };
}

/** Throws if the server forgot the block: nothing can be shown without it, and the boundary says so. */
export function readPage(root: Document = document): PageConfig {
  const block = root.getElementById("rooms-page");
  if (block?.textContent == null) throw new Error("The page holds no #rooms-page block");
  return JSON.parse(block.textContent) as PageConfig;
}

/** The address of the log-in page, which leads back to where the person is now. */
export function loginHref(page: PageConfig, here: string = page.routes.lobby): string {
  const glue = page.login_url.includes("?") ? "&" : "?";
  return `${page.login_url}${glue}next=${encodeURIComponent(here)}`;
}
