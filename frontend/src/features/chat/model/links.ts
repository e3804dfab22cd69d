export type Part = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

/**
 * No spaces, no control characters, and nothing that is invisible or turns the direction of text around: an address
 * must read as it leads.
 */
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s\p{C}\p{Default_Ignorable_Code_Point}<>"“”«»]+/giu;

const CLOSING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Splits a text into words and safe links; joined again, the parts say what the text says. */
export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutEnd(match[0]);
    const link = linkTo(address);
    if (link === null) continue;
    if (match.index > at) parts.push({ kind: "text", text: text.slice(at, match.index) });
    parts.push(link);
    at = match.index + address.length;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return parts;
}

/** "(see https://a.example/b)." ends before the bracket, "https://a.example/b_(c)" behind it. */
function withoutEnd(found: string): string {
  // Counted once: a line may be two thousand brackets.
  const count: Record<string, number> = {};
  for (const sign of found) count[sign] = (count[sign] ?? 0) + 1;
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found[end - 1] as string;
    if (/[.,;:!?…'’*_~|]/.test(last)) continue;
    const opening = CLOSING[last];
    if (opening === undefined) break;
    const closed = count[last] ?? 0;
    if (closed <= (count[opening] ?? 0)) break;
    count[last] = closed - 1;
  }
  return found.slice(0, end);
}

/**
 * Null for what is better not clickable. Letters of other alphabets can look like Latin ones, and what stands before an
 * "@" is not where the address leads: a link says in its own words where the browser will go.
 */
function linkTo(address: string): Part | null {
  const written = /^www\./i.test(address) ? `https://${address}` : address;
  let url: URL;
  try {
    url = new URL(written);
  } catch {
    return null;
  }
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (!isWeb || url.username !== "" || url.password !== "" || !isName(url.hostname)) return null;
  const [, host = ""] = /^https?:\/\/([^/?#]*)/i.exec(written) ?? [];
  const isAsWritten = host.toLowerCase() === url.host || host.toLowerCase() === `${url.host}:${portOf(url)}`;
  return { kind: "link", text: isAsWritten ? address : url.href, href: url.href };
}

/** "https://www" and "https://…" lead nowhere; "localhost" and numbers are nobody's sheet for home, but harmless. */
function isName(host: string): boolean {
  return host.includes(".") || host === "localhost" || host.startsWith("[");
}

const portOf = ({ protocol }: URL) => (protocol === "https:" ? "443" : "80");
