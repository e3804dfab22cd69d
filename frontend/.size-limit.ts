import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { type Build, loadsOf, loadsOfPage, type Plan } from "./size/budgets";

/**
 * What a browser may have to load, script and style, gzip. Measured on the build that is there: `make size` brings it up to
 * date first. Worked out from Vite's manifest, in which a new chunk counts at once.
 */
const PLAN: Plan = {
  languages: ["src/i18n/locales/en/index.ts", "src/i18n/locales/de/index.ts"],
  // The first is fetched while one looks into the mirror, so that Join does not wait, the second on Join, the third where a
  // reload leads back into the call. None is needed to see and use the lobby; all of them count for the room.
  afterLobby: [
    "src/features/call/CallPage.tsx",
    "src/livekit/handover.ts",
    "src/features/rejoin/RejoinPage.tsx",
  ],
  afterPress: ["src/features/streaming/components/StreamDialog.tsx"],
  elsewhere: ["src/live/page.ts", "src/record/main.tsx", "src/recordings/page.ts"],
};

const LIMITS = {
  lobby: { name: "Lobby", limit: "170 KiB" },
  room: { name: "Room: in the call, with nothing opened", limit: "340 KiB" },
  everything: { name: "Everything that a call can ever load", limit: "360 KiB" },
  record: { name: "The page that is recorded", limit: "270 KiB" },
  recordings: { name: "The pages of recordings, beside the host's own", limit: "12 KiB" },
};

const BUILT = join(import.meta.dirname, "../rooms/static/rooms");
const read = (file: string) => readFileSync(join(BUILT, file));
const files = readdirSync(join(BUILT, "assets"))
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => `assets/${name}`);

const build: Build = {
  manifest: JSON.parse(read("manifest.json").toString()),
  files,
  weigh: (file) => gzipSync(read(file)).length,
};
const loads = {
  ...loadsOf(build, PLAN),
  record: loadsOfPage(build, "src/record/main.tsx", PLAN.languages),
  recordings: loadsOfPage(build, "src/recordings/page.ts", PLAN.languages),
};

export default (["lobby", "room", "everything", "record", "recordings"] as const).map((part) => ({
  ...LIMITS[part],
  path: loads[part].map((file) => relative(import.meta.dirname, join(BUILT, file))),
  gzip: true,
}));
