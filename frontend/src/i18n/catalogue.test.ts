import { describe, expect, it } from "vitest";
import { sources } from "../testing/sources";
import { pickLanguage, startI18n } from "./i18n";
import de from "./locales/de";
import en from "./locales/en";

type Leaf = [key: string, words: string];

function leaves(tree: object, path = ""): Leaf[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
    const key = path === "" ? name : `${path}.${name}`;
    return typeof value === "string" ? [[key, value] as Leaf] : leaves(value as object, key);
  });
}

const english = Object.entries(en).flatMap(([ns, tree]) =>
  leaves(tree).map(([key, words]): Leaf => [`${ns}:${key}`, words]),
);
const german = new Map(
  Object.entries(de).flatMap(([ns, tree]) =>
    leaves(tree).map(([key, words]): Leaf => [`${ns}:${key}`, words]),
  ),
);

const PLURAL = /_(zero|one|two|few|many|other)$/;
const holes = (words: string) =>
  [...words.matchAll(/\{\{\s*(\w+)\s*\}\}|<\/?(\w+)>/g)].map((match) => match[0]).sort();

describe("the two catalogues", () => {
  it("have the same keys", () => {
    expect([...german.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  });

  it("leave the same holes for names and numbers", () => {
    const different = english.filter(
      ([key, words]) => String(holes(words)) !== String(holes(german.get(key) ?? "")),
    );
    expect(different).toEqual([]);
  });

  it("say something everywhere, and something else in each language", () => {
    expect(english.filter(([, words]) => words.trim() === "")).toEqual([]);
    const same = english.filter(
      ([key, words]) => words === german.get(key) && /[a-z]{4}/i.test(words.replace(/\{\{\w+\}\}/g, "")),
    );
    // Words that are the same in both languages.
    expect(same.filter(([, words]) => !["Chat", "Live"].includes(words))).toEqual([]);
  });

  it("never shout, beg or make fun", () => {
    const rude = /!|\boops\b|\bplease\b|\bbitte\b|failed to|\bhoppla\b/i;
    const all = [...english, ...german.entries()];
    expect(all.filter(([, words]) => rude.test(words))).toEqual([]);
  });
});

/** Every key that a file can ask for, as patterns: `a.${b}.c` stands for any word in the middle. */
function asked(): RegExp[] {
  return sources().flatMap(({ text }) => {
    const spaces = [...text.matchAll(/useTranslation\(\[?([^)\]]*)\]?\)/g)].flatMap((match) =>
      [...(match[1] as string).matchAll(/"(\w+)"/g)].map((name) => name[1] as string),
    );
    if (/<Translation>|TFunction<"common">/.test(text)) spaces.push("common");
    const plain = text.replace(/\$\{[^}]*\}/g, "@");
    // Also as it is written: a sentence that is put together asks for its words inside the holes.
    const keys = [...`${text}\n${plain}`.matchAll(/["`]([\w.:@]*[\w@])["`]/g)].map(
      (match) => match[1] as string,
    );
    return keys.flatMap((key) => {
      const [, space, name] = /^(?:(\w+):)?(.*)$/.exec(key) as RegExpExecArray &
        [string, string | undefined, string];
      const pattern = name.replaceAll(".", "\\.").replaceAll("@", "[\\w-]+");
      return (space === undefined ? spaces : [space]).map((from) => new RegExp(`^${from}:${pattern}$`));
    });
  });
}

it("no words are kept that no page says", () => {
  const patterns = asked();
  const isAsked = (key: string) =>
    [key, key.replace(PLURAL, "")].some((name) => patterns.some((p) => p.test(name)));
  expect(isAsked("lobby:closed.never.said")).toBe(false);
  expect(english.map(([key]) => key).filter((key) => !isAsked(key))).toEqual([]);
});

describe("a language", () => {
  it("is English unless German is wanted, whatever the region", () => {
    expect(["de", "de-AT", "DE", "en", "en-GB", "fr", ""].map(pickLanguage)).toEqual([
      "de",
      "de",
      "de",
      "en",
      "en",
      "en",
      "en",
    ]);
  });

  it("speaks from the first word on", async () => {
    expect((await startI18n("de-CH")).t("loading")).toBe("Einen Moment");
    expect((await startI18n("fr")).t("loading")).toBe("One moment");
  });
});
