import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Manifest } from "./budgets";

/** The build as it is now, without its contents: the names in the plan are the real ones. */
const MANIFEST: Manifest = {
  "src/app/main.tsx": {
    file: "assets/main.js",
    isEntry: true,
    css: ["assets/main.css"],
    dynamicImports: [
      "src/i18n/locales/en/index.ts",
      "src/i18n/locales/de/index.ts",
      "src/livekit/handover.ts",
      "src/features/rejoin/RejoinPage.tsx",
      "src/features/call/CallPage.tsx",
    ],
  },
  "src/live/page.ts": { file: "live.js", isEntry: true },
  "src/record/main.tsx": { file: "assets/record.js", isEntry: true },
  "src/recordings/page.ts": { file: "assets/recordings.js", isEntry: true },
  "src/i18n/locales/en/index.ts": { file: "assets/en.js" },
  "src/i18n/locales/de/index.ts": { file: "assets/de.js" },
  "src/livekit/handover.ts": { file: "assets/handover.js" },
  "src/features/rejoin/RejoinPage.tsx": { file: "assets/rejoin.js" },
  "src/features/call/CallPage.tsx": {
    file: "assets/call.js",
    css: ["assets/call.css"],
    dynamicImports: ["src/features/streaming/components/StreamDialog.tsx"],
  },
  "src/features/streaming/components/StreamDialog.tsx": { file: "assets/stream.js" },
};

const KIB = 1024;
const FRONTEND = join(import.meta.dirname, "..");
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What `npm run size` says of a build with files of these weights (KiB, gzip cannot shrink them), and its exit code. */
function measure(weights: Record<string, number>): { code: number; words: string } {
  const root = mkdtempSync(join(tmpdir(), "rooms-size-"));
  folders.push(root);
  for (const path of [".size-limit.ts", "package.json", "size/budgets.ts"]) {
    mkdirSync(dirname(join(root, "frontend", path)), { recursive: true });
    cpSync(join(FRONTEND, path), join(root, "frontend", path));
  }
  symlinkSync(join(FRONTEND, "node_modules"), join(root, "frontend/node_modules"));
  const built = join(root, "rooms/static/rooms");
  mkdirSync(join(built, "assets"), { recursive: true });
  writeFileSync(join(built, "manifest.json"), JSON.stringify(MANIFEST));
  const files = Object.values(MANIFEST).flatMap(({ file, css }) => [file, ...(css ?? [])]);
  for (const file of new Set([...files, ...Object.keys(weights)])) {
    writeFileSync(join(built, file), randomBytes((weights[file] ?? 0) * KIB));
  }
  try {
    const command = join(FRONTEND, "node_modules/size-limit/bin.js");
    const words = execFileSync(process.execPath, [command], { cwd: join(root, "frontend"), stdio: "pipe" });
    return { code: 0, words: words.toString() };
  } catch (failure) {
    const { status, stdout, stderr } = failure as { status: number; stdout: Buffer; stderr: Buffer };
    return { code: status, words: `${stdout}${stderr}` };
  }
}

/** The parts of the report that are over their limit. */
const over = (words: string) =>
  words.split(/\n\s*\n/).flatMap((part) => (/exceeded/.test(part) ? [part.trim().split("\n")[0]] : []));

const LOBBY = "Lobby";
const ROOM = "Room: in the call, with nothing opened";
const ALL = "Everything that a call can ever load";

describe("the budgets", () => {
  it("are kept by pages that stay below them", () => {
    const { code, words } = measure({ "assets/main.js": 160, "assets/main.css": 8, "assets/call.js": 160 });
    expect(words).toContain(LOBBY);
    expect(words).toContain(ROOM);
    expect(code).toBe(0);
  });

  it.each([
    ["scripts of the lobby", { "assets/main.js": 171 }, [LOBBY]],
    ["its styles", { "assets/main.js": 150, "assets/main.css": 21 }, [LOBBY]],
    ["the heavier language", { "assets/main.js": 150, "assets/de.js": 21 }, [LOBBY]],
    ["what the call adds", { "assets/main.js": 160, "assets/call.js": 181 }, [ROOM]],
    ["the styles of the call", { "assets/call.js": 330, "assets/call.css": 11 }, [ROOM]],
    ["what comes when one joins", { "assets/call.js": 330, "assets/handover.js": 11 }, [ROOM]],
    ["all of it", { "assets/main.js": 180, "assets/call.js": 181 }, [LOBBY, ROOM, ALL]],
  ])("are passed by %s, and that ends the run", (_what, weights, parts) => {
    const { code, words } = measure(weights as Record<string, number>);
    expect(over(words)).toEqual(parts);
    expect(code).not.toBe(0);
  });

  it("take one language, not both", () => {
    expect(measure({ "assets/main.js": 150, "assets/en.js": 15, "assets/de.js": 15 }).code).toBe(0);
  });

  it("are not measured on a build with a file that nobody accounts for", () => {
    const { code, words } = measure({ "assets/worker.js": 1 });
    expect(words).toContain("Nothing in the manifest loads assets/worker.js");
    expect(code).not.toBe(0);
  });
});
