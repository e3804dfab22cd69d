import { describe, expect, it } from "vitest";
import { importsOf, type Source, sources } from "./testing/sources";

/** What each layer may import: ui, i18n, api, live, livekit → features → app; `record` and `recordings` are pages of their own beside it. */
const MAY: Record<string, string[]> = {
  i18n: ["i18n"],
  ui: ["ui"],
  api: ["api"],
  live: ["live", "api"],
  livekit: ["livekit", "api"],
  features: ["i18n", "ui", "api", "live", "livekit", "features"],
  app: ["i18n", "ui", "api", "live", "livekit", "features", "app"],
  record: ["i18n", "ui", "api", "livekit", "features", "record"],
  recordings: ["api", "recordings"],
};

/** The call is put together from its parts. What people are asked before a recording is the same at each door. */
const PARTS: Record<string, string[]> = {
  call: ["tiles", "controls", "people", "chat", "share", "quality", "recording", "streaming", "consent"],
  recording: ["consent"],
  lobby: ["consent"],
  rejoin: ["consent"],
};

const SDK = /^(livekit-client|@livekit\/)/;

const layerOf = (path: string) => path.split("/")[0] as string;
const featureOf = (path: string) => path.split("/")[1] as string;
const ours = (name: string) => layerOf(name) in MAY;

/** "a.ts → b.ts" for every import that breaks a rule. */
function breaking(rule: (source: Source, imported: string) => boolean): string[] {
  return sources().flatMap((source) =>
    importsOf(source)
      .filter((imported) => rule(source, imported))
      .map((imported) => `${source.path} → ${imported}`),
  );
}

describe("imports", () => {
  it("are found at all", () => {
    const app = sources().find((source) => source.path === "app/App.tsx") as Source;
    expect(importsOf(app)).toContain("features/lobby/PreJoinScreen");
    expect(importsOf(app)).toContain("features/call/CallPage");
    expect(importsOf(app)).toContain("react-router");
  });

  it("go down, never up", () => {
    expect(
      breaking(({ path }, name) => ours(name) && !(MAY[layerOf(path)] ?? []).includes(layerOf(name))),
    ).toEqual([]);
  });

  it("do not cross from feature to feature: these meet in app", () => {
    const crosses = ({ path }: Source, name: string) => {
      if (layerOf(path) !== "features" || layerOf(name) !== "features") return false;
      const [from, to] = [featureOf(path), featureOf(name)];
      return from !== to && !(PARTS[from] ?? []).includes(to);
    };
    expect(breaking(crosses)).toEqual([]);
  });

  it("bring of the call only its tiles into a recording", () => {
    const more = ({ path }: Source, name: string) =>
      layerOf(path) === "record" && layerOf(name) === "features" && featureOf(name) !== "tiles";
    expect(breaking(more)).toEqual([]);
  });

  it("reach LiveKit's SDK in src/livekit only", () => {
    expect(breaking(({ path }, name) => SDK.test(name) && layerOf(path) !== "livekit")).toEqual([]);
  });

  it("leave models without React, components and styles", () => {
    const heavy = /^react|\/components\/|\.css$|\.tsx$/;
    expect(breaking(({ path }, name) => path.includes("/model/") && heavy.test(name))).toEqual([]);
  });

  it("load no livekit-client into the lobby before it is needed", () => {
    const early = new Set(["livekit/handover", "features/call/CallPage", "features/rejoin/RejoinPage"]);
    const eager = sources()
      .filter(({ path }) => path.startsWith("features/lobby") || path.startsWith("app/"))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^import (?!type)[^;]*from "([^"]+)"/gm)].map((match) => ({
          path,
          name: match[1] as string,
        })),
      )
      .filter(({ path, name }) => early.has(importsOf({ path, text: `from "${name}"` })[0] as string));
    expect(eager).toEqual([]);
  });
});
