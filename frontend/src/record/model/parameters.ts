/** How a recording is arranged; the names are LiveKit's. */
export type RecordLayout = "speaker" | "grid" | "single-speaker";

/** What a recorder says in the page's address, by the convention of LiveKit's templates. */
export interface Parameters {
  layout: RecordLayout;
  url: string;
  token: string;
}

const LAYOUTS: readonly RecordLayout[] = ["speaker", "grid", "single-speaker"];

/** Null: whoever opened the page is no recorder. */
export function readParameters(query: string): Parameters | null {
  const given = new URLSearchParams(query);
  const url = given.get("url") ?? "";
  const token = given.get("token") ?? "";
  if (url === "" || token === "") return null;
  return { layout: layoutNamed(given.get("layout")) ?? "speaker", url, token };
}

/** LiveKit's names may end in "-light" or "-dark": a recording of ours is always dark. Null for any other. */
export function layoutNamed(name: unknown): RecordLayout | null {
  const plain = typeof name === "string" ? name.replace(/-(light|dark)$/, "") : "";
  return LAYOUTS.find((one) => one === plain) ?? null;
}

/** The layout that the metadata of this egress's participant asks for: so `UpdateLayout` arrives. */
export function layoutIn(metadata: string): RecordLayout | null {
  if (metadata === "") return null;
  try {
    const said: unknown = JSON.parse(metadata);
    return typeof said === "object" && said !== null && "layout" in said ? layoutNamed(said.layout) : null;
  } catch {
    // Metadata of another kind: not for us.
    return null;
  }
}
