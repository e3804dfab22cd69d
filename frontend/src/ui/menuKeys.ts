/**
 * Where a key leads in a menu (WAI-ARIA Authoring Practices, "Menu"): arrows go round, Home and End to the ends, letters to
 * the next item that begins with them. The same letter again goes on to the next such item.
 *
 * @param key as in KeyboardEvent.key
 * @param typed the letters typed just now, this key among them
 * @param words what the items say, in order
 * @param at index of the item that has the focus, -1 when none has
 * @returns index of the item that is to have the focus, null when the key means nothing here
 */
export function itemFor(key: string, typed: string, words: readonly string[], at: number): number | null {
  if (words.length === 0) return null;
  const last = words.length - 1;
  switch (key) {
    case "ArrowDown":
      return at === last ? 0 : at + 1;
    case "ArrowUp":
      return at <= 0 ? last : at - 1;
    case "Home":
      return 0;
    case "End":
      return last;
  }
  if (typed === "") return null;
  const same = [...typed].every((letter) => sameWord(letter, typed[0] as string));
  const sought = same ? (typed[0] as string) : typed;
  // A word that goes on may stay where its beginning has led; a first letter goes further.
  const from = same ? at + 1 : Math.max(at, 0);
  for (let step = 0; step <= last; step += 1) {
    const index = (from + step) % words.length;
    if (sameWord((words[index] as string).slice(0, sought.length), sought)) return index;
  }
  return null;
}

/** Capitals and accents do not matter: nobody types them to find something. */
function sameWord(one: string, other: string): boolean {
  return one.localeCompare(other, undefined, { sensitivity: "base" }) === 0;
}
