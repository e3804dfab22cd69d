/** What Vite's manifest says of a chunk, as far as its weight goes. */
export interface Chunk {
  file: string;
  isEntry?: boolean;
  css?: string[];
  /** Loaded with it. */
  imports?: string[];
  /** Loaded by its code, sooner or later. */
  dynamicImports?: string[];
}

/** By the name of the source, or one that the build has made up for what several share. */
export type Manifest = Record<string, Chunk>;

/** Chunks that do not come at once. Whatever is not named here counts, so that no new chunk is forgotten. */
export interface Plan {
  /** A page loads one of these. */
  languages: string[];
  /** Not needed to see and use the lobby. */
  afterLobby: string[];
  /** Only after a press in the call. */
  afterPress: string[];
  /** Entries of other pages than the room's. */
  elsewhere: string[];
}

export interface Build {
  manifest: Manifest;
  /** Scripts and styles that there are, named as in the manifest. */
  files: string[];
  /** Bytes of a file. */
  weigh: (file: string) => number;
}

export interface Loads {
  lobby: string[];
  room: string[];
  everything: string[];
}

/**
 * The files that a browser loads for the lobby, for a call in which nothing was opened, and for a call in which everything was.
 * With the heaviest language; without what is no script and no style.
 *
 * @throws Error when the plan names a chunk that the build did not make, or the build made a file that nothing loads.
 */
export function loadsOf({ manifest, files, weigh }: Build, plan: Plan): Loads {
  const { languages, afterLobby, afterPress, elsewhere } = plan;
  for (const name of [...languages, ...afterLobby, ...afterPress, ...elsewhere]) {
    if (!(name in manifest))
      throw new Error(`${name} is no chunk of its own: change the plan in .size-limit.ts.`);
  }
  const reached = reachable(manifest, entriesOf(manifest), []);
  const lost = files.filter((file) => !reached.has(file));
  if (lost.length > 0) throw new Error(`Nothing in the manifest loads ${lost.join(", ")}.`);

  const weight = (name: string) => weigh((manifest[name] as Chunk).file);
  const heaviest = languages.toSorted((one, other) => weight(other) - weight(one))[0];
  const otherLanguages = [...languages.filter((name) => name !== heaviest), ...elsewhere];
  const from = entriesOf(manifest);
  return {
    lobby: [...reachable(manifest, from, [...otherLanguages, ...afterLobby, ...afterPress])],
    room: [...reachable(manifest, from, [...otherLanguages, ...afterPress])],
    everything: [...reachable(manifest, from, otherLanguages)],
  };
}

/** The files that a browser loads for a page of its own, with the heaviest language. */
export function loadsOfPage(
  { manifest, weigh }: Build,
  page: string,
  languages: readonly string[],
): string[] {
  const weight = (name: string) => weigh((manifest[name] as Chunk).file);
  const [, ...lighter] = languages.toSorted((one, other) => weight(other) - weight(one));
  return [...reachable(manifest, [page], lighter)];
}

const entriesOf = (manifest: Manifest) => Object.keys(manifest).filter((name) => manifest[name]?.isEntry);

/** All files that these entries lead to; a chunk in `later` only when another one cannot do without it. */
function reachable(manifest: Manifest, from: readonly string[], later: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const files = new Set<string>();
  const waiting = from.filter((name) => !later.includes(name));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = manifest[name];
    if (seen.has(name) || chunk === undefined) continue;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    const lazy = (chunk.dynamicImports ?? []).filter((one) => !later.includes(one));
    waiting.push(...(chunk.imports ?? []), ...lazy);
  }
  return files;
}
