import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const ROOT = join(import.meta.dirname, "..");

export interface Source {
  /** Path below src/, with slashes. */
  path: string;
  text: string;
}

/** Our own source files; tests and what is generated are not among them. */
export function sources(): Source[] {
  return readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\.d\.ts$|^testing\//.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** What a file imports: our own files as paths below src/, packages by their name. */
export function importsOf({ path, text }: Source): string[] {
  const found = [...text.matchAll(/(?:from\s+|import\s+|import\()"([^"]+)"/g)].map(
    (match) => match[1] as string,
  );
  return found.map((name) => {
    if (!name.startsWith(".")) return name;
    return relative(ROOT, join(ROOT, path, "..", name))
      .split(sep)
      .join("/");
  });
}
