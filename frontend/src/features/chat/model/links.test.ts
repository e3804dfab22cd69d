import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { linkify } from "./links";

/** The links of a text, as [what is shown, where it leads]. */
const links = (text: string) =>
  linkify(text).flatMap((part) => (part.kind === "link" ? [[part.text, part.href]] : []));
/** The addresses of a text whose links all show the address that they lead to. */
const shown = (text: string) => links(text).map(([words]) => words);

describe("an address in a line", () => {
  it("is a link, and the words around it stay words", () => {
    expect(linkify("The sheet: https://estuary.example/breath-sheet, for home")).toEqual([
      { kind: "text", text: "The sheet: " },
      {
        kind: "link",
        text: "https://estuary.example/breath-sheet",
        href: "https://estuary.example/breath-sheet",
      },
      { kind: "text", text: ", for home" },
    ]);
  });

  it("may begin with www, and is asked for in secret", () => {
    expect(links("www.estuary.example/sheet")).toEqual([
      ["www.estuary.example/sheet", "https://www.estuary.example/sheet"],
    ]);
  });

  it.each([
    ["(https://a.example/b).", ["https://a.example/b"]],
    ["https://a.example/b_(c)", ["https://a.example/b_(c)"]],
    ["(https://a.example/b_(c))", ["https://a.example/b_(c)"]],
    ["Do you mean https://a.example/b?", ["https://a.example/b"]],
    ["https://a.example/?q=1&r=2#part!", ["https://a.example/?q=1&r=2#part"]],
    ["„https://a.example“", ["https://a.example"]],
    ["https://a.example…", ["https://a.example"]],
    ["https://a.example\nhttps://b.example", ["https://a.example", "https://b.example"]],
    ["HTTPS://A.example/Sheet", ["HTTPS://A.example/Sheet"]],
    ["http://127.0.0.1:8000/x", ["http://127.0.0.1:8000/x"]],
    ["https://a.example:443/x", ["https://a.example:443/x"]],
  ])("ends where the address does: %j", (text, addresses) => {
    expect(shown(text)).toEqual(addresses);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "mailto:nadia@estuary.example",
    "ftp://a.example/b",
    "Wait.What",
    "https://",
    "https://...",
    "https://nowhere",
    "www.",
    "xhttps://a.example",
  ])("is not made of %j", (text) => {
    expect(links(text)).toEqual([]);
  });
});

describe("an address that pretends", () => {
  it("to be another before an @ is no link", () => {
    expect(links("https://estuary.example@evil.example/login")).toEqual([]);
    expect(links("https://estuary.example:443@evil.example")).toEqual([]);
  });

  it("with letters that look alike shows where it leads", () => {
    // The first letter is Cyrillic.
    expect(links("https://\u0430pple.example/id")).toEqual([
      ["https://xn--pple-43d.example/id", "https://xn--pple-43d.example/id"],
    ]);
  });

  it("with a backslash, or a dot that is none, shows where it leads", () => {
    expect(links("https://evil.example\\@estuary.example")).toEqual([
      ["https://evil.example/@estuary.example", "https://evil.example/@estuary.example"],
    ]);
    expect(shown("https://evil\u3002example/x")).toEqual(["https://evil.example/x"]);
  });

  it.each([
    ["to be read backwards", "https://a.example/\u202Egpj.exe", "https://a.example/"],
    ["with something invisible", "https://a.example\u200B.evil.example", "https://a.example"],
  ])("%s ends before the trick", (_how, text, address) => {
    expect(shown(text)).toEqual([address]);
  });
});

it("a long row of brackets is counted once, not once for each", () => {
  let read = 0;
  for (const how of ["slice", "split"] as const) {
    const real = String.prototype[how] as (...args: unknown[]) => never;
    vi.spyOn(String.prototype, how).mockImplementation(function (this: string, ...args: unknown[]) {
      read += this.length;
      return real.apply(this, args);
    });
  }
  const parts = linkify(`https://a.example/(${")".repeat(1_900)}`);
  vi.restoreAllMocks();
  expect(parts[0]).toMatchObject({ kind: "link", text: "https://a.example/()" });
  expect(read).toBeLessThan(20_000);
});

it("whatever is written, nothing is lost, and every link leads into the web, to where it says", () => {
  const bits = fc.constantFrom(
    "https://",
    "www.",
    "a.example",
    "@",
    "/",
    "\\",
    " ",
    ")",
    "(",
    ".",
    "ü",
    "\u202E",
    "x",
  );
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(bits).map((some) => some.join("")),
  );
  fc.assert(
    fc.property(text, (line) => {
      const parts = linkify(line);
      for (const part of parts) {
        if (part.kind === "text") continue;
        expect(part.href).toMatch(/^https?:\/\/[^/@]+(\/|$)/);
        const again = /^www\./i.test(part.text) ? `https://${part.text}` : part.text;
        expect(new URL(again).href).toBe(part.href);
      }
      const words = parts.filter(({ kind }) => kind === "text").map((part) => part.text);
      for (const some of words) expect(line).toContain(some);
      if (words.length === parts.length) expect(words.join("")).toBe(line);
    }),
  );
});
