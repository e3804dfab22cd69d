import { describe, expect, it } from "vitest";
import { type Build, loadsOf, loadsOfPage, type Manifest, type Plan } from "./budgets";

/** A small house: a lobby, a call that is fetched while one waits, its menu, and two languages. */
const MANIFEST: Manifest = {
  "main.tsx": {
    file: "main.js",
    isEntry: true,
    css: ["main.css"],
    imports: ["_shared.js"],
    dynamicImports: ["en.ts", "de.ts", "Call.tsx"],
  },
  "_shared.js": { file: "shared.js", css: ["shared.css"] },
  "_sdk.js": { file: "sdk.js", imports: ["main.tsx"] },
  "live.ts": { file: "live.js", isEntry: true, imports: ["_shared.js"] },
  "en.ts": { file: "en.js" },
  "de.ts": { file: "de.js" },
  "Call.tsx": {
    file: "call.js",
    css: ["call.css", "shared.css"],
    imports: ["main.tsx", "_sdk.js"],
    dynamicImports: ["Blur.tsx"],
  },
  "Blur.tsx": { file: "blur.js", imports: ["_shared.js"] },
};
const PLAN: Plan = {
  languages: ["en.ts", "de.ts"],
  afterLobby: ["Call.tsx"],
  afterPress: ["Blur.tsx"],
  elsewhere: ["live.ts"],
};
const WEIGHTS: Record<string, number> = { "en.js": 5, "de.js": 6 };

const FILES =
  "main.js main.css shared.js shared.css sdk.js en.js de.js call.js call.css blur.js live.js".split(" ");
const LOBBY = ["main.js", "main.css", "shared.js", "shared.css", "de.js"];
const ROOM = [...LOBBY, "call.js", "call.css", "sdk.js"];

const built = (changes: Manifest = {}, files = FILES): Build => ({
  manifest: { ...MANIFEST, ...changes },
  files,
  weigh: (file) => WEIGHTS[file] ?? 1,
});

/** What is loaded, in any order, each file once. */
function loads(build: Build, plan = PLAN) {
  const found = loadsOf(build, plan);
  return Object.fromEntries(Object.entries(found).map(([part, files]) => [part, files.toSorted()]));
}

describe("what is loaded", () => {
  it("by the lobby is the entry with all that it imports, the styles and the heaviest language", () => {
    expect(loads(built()).lobby).toEqual(LOBBY.toSorted());
  });

  it("by the call is also what was fetched while one waited, each file once", () => {
    expect(loads(built()).room).toEqual(ROOM.toSorted());
  });

  it("in the end is everything but the other languages", () => {
    expect(loads(built()).everything).toEqual([...ROOM, "blur.js"].toSorted());
  });

  it("counts a new chunk at once, wherever it hangs", () => {
    const more: Manifest = {
      "Chat.tsx": { file: "chat.js", css: ["chat.css"] },
      "main.tsx": { ...MANIFEST["main.tsx"], file: "main.js", dynamicImports: ["Chat.tsx", "Call.tsx"] },
    };
    const found = loads(
      built(more, [...FILES.filter((file) => !/^(en|de)/.test(file)), "chat.js", "chat.css"]),
      {
        ...PLAN,
        languages: [],
      },
    );
    for (const part of ["lobby", "room", "everything"]) {
      expect(found[part]).toEqual(expect.arrayContaining(["chat.js", "chat.css"]));
    }
  });

  it("counts what was to come later as soon as something cannot do without it", () => {
    const early: Manifest = {
      "_shared.js": { file: "shared.js", css: ["shared.css"], imports: ["Call.tsx"] },
    };
    expect(loads(built(early)).lobby).toEqual(expect.arrayContaining(["call.js", "sdk.js"]));
    expect(loads(built(early)).lobby).not.toContain("blur.js");
  });
});

describe("a page of its own", () => {
  const RECORD: Manifest = {
    "record.ts": {
      file: "record.js",
      isEntry: true,
      imports: ["_shared.js", "_sdk.js"],
      dynamicImports: ["en.ts", "de.ts"],
    },
    "_sdk.js": { file: "sdk.js" },
  };
  const found = () =>
    loadsOfPage(built(RECORD, [...FILES, "record.js"]), "record.ts", PLAN.languages).toSorted();

  it("loads what it needs and the heaviest language, and nothing of the lobby", () => {
    expect(found()).toEqual(["record.js", "sdk.js", "shared.js", "shared.css", "de.js"].toSorted());
  });

  it("weighs nothing for a call", () => {
    const plan = { ...PLAN, elsewhere: [...PLAN.elsewhere, "record.ts"] };
    expect(loadsOf(built(RECORD, [...FILES, "record.js"]), plan).everything).not.toContain("record.js");
  });
});

describe("a plan that does not fit the build", () => {
  it.each([
    ["languages", { ...PLAN, languages: ["en.ts", "fr.ts"] }, "fr.ts"],
    ["what comes after the lobby", { ...PLAN, afterLobby: ["Room.tsx"] }, "Room.tsx"],
    ["what comes after a press", { ...PLAN, afterPress: ["Mirror.tsx"] }, "Mirror.tsx"],
  ])("is refused: %s", (_what, plan, name) => {
    expect(() => loadsOf(built(), plan)).toThrow(`${name} is no chunk of its own`);
  });

  it("is refused: a file that nothing loads would weigh nothing", () => {
    expect(() => loadsOf(built({}, [...FILES, "worker.js"]), PLAN)).toThrow("loads worker.js");
  });
});
