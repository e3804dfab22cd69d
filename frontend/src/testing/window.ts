interface Window {
  width: number;
  height: number;
  pointer: "fine" | "coarse";
}

const DESKTOP: Window = { width: 1280, height: 800, pointer: "fine" };
const REM = 16;

let now = DESKTOP;
const lists = new Set<EventTarget>();

/** From now on the window is so large, with such a pointer; whoever listens hears it. By default a desktop's. */
export function giveWindow(change: Partial<Window> = DESKTOP): void {
  now = { ...now, ...change };
  for (const list of lists) list.dispatchEvent(new Event("change"));
}

/** jsdom lays nothing out and knows no media queries; these few are all that our pages ask. */
export function defineMatchMedia(): void {
  window.matchMedia = (query: string) => {
    const list = Object.assign(new EventTarget(), { media: query, matches: matches(query) });
    lists.add(list);
    return list as unknown as MediaQueryList;
  };
}

function matches(query: string): boolean {
  return query.split(" and ").every((part) => {
    const [, what, sign, value] = /^\((\w+)(?: (<|>=) |: )([\w.]+)\)$/.exec(part) ?? [];
    if (what === "pointer") return now.pointer === value;
    if (what !== "width" && what !== "height") throw new Error(`No test knows this query: ${query}`);
    const limit = Number.parseFloat(value as string) * REM;
    return sign === "<" ? now[what] < limit : now[what] >= limit;
  });
}
