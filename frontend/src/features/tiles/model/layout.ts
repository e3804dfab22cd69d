import { type Corner, defaultCorner, selfBox } from "./corner";
import { type Box, GAP, gridBoxes, isUpright, perPage, type Size } from "./grid";

/** What there is to show. Ids are stable: a person keeps the id through a lost connection, so the tile stays the tile. */
export interface LayoutMedia {
  roomType: "individual" | "group" | "webinar" | "broadcast";
  /** People with a tile, in the order of the roster; oneself, if shown, is the last. */
  people: readonly string[];
  self: string | null;
  /** The screen that is shown, if any. */
  screen: string | null;
}

/** What the person chose. A choice yields to a screen share and comes back after it. */
export interface LayoutChoice {
  /** Where one's own picture lies; null is the place that suits the window. */
  corner: Corner | null;
  page: number;
}

export type TileKind = "person" | "self" | "screen";

export interface Place extends Box {
  id: string;
  kind: TileKind;
}

export type Layout =
  /** Nobody else is there: one's own picture, and words in the middle of the stage. */
  | { kind: "alone"; places: Place[]; corner: Corner }
  /** The other fills the stage, oneself in a corner. */
  | { kind: "pair"; places: Place[]; corner: Corner }
  | { kind: "grid"; places: Place[]; page: number; pages: number }
  /** A screen, whole, with people in a strip; `more` people have no place in it. */
  | { kind: "share"; places: Place[]; more: number; moreBox: Box | null };

/** The one decision about who stands where. Pure. */
export function layoutFor(stage: Size, choice: LayoutChoice, media: LayoutMedia): Layout {
  if (stage.width <= 0 || stage.height <= 0) return { kind: "grid", places: [], page: 0, pages: 1 };
  if (media.screen !== null) return share(stage, media, media.screen);
  const others = media.people.filter((id) => id !== media.self);
  const [other] = others;
  if (other === undefined) return alone(stage, choice, media);
  if (media.roomType === "individual" && others.length === 1) return pair(stage, choice, media, other);
  return grid(stage, choice, media);
}

function alone(stage: Size, choice: LayoutChoice, { self }: LayoutMedia): Layout {
  const corner = choice.corner ?? defaultCorner(stage);
  return { kind: "alone", corner, places: self === null ? [] : [selfPlace(stage, corner, self)] };
}

function pair(stage: Size, choice: LayoutChoice, { self }: LayoutMedia, other: string): Layout {
  const corner = choice.corner ?? defaultCorner(stage);
  const full: Place = { id: other, kind: "person", x: 0, y: 0, ...stage };
  return { kind: "pair", corner, places: self === null ? [full] : [full, selfPlace(stage, corner, self)] };
}

function selfPlace(stage: Size, corner: Corner, id: string): Place {
  return { id, kind: "self", ...selfBox(stage, corner) };
}

function grid(stage: Size, choice: LayoutChoice, { people, self }: LayoutMedia): Layout {
  const size = perPage(stage);
  const pages = Math.max(1, Math.ceil(people.length / size));
  const page = Math.min(Math.max(choice.page, 0), pages - 1);
  const shown = people.slice(page * size, (page + 1) * size);
  const boxes = gridBoxes(stage, shown.length);
  return { kind: "grid", page, pages, places: placesOf(shown, boxes, self) };
}

/** Id and box by position. There are as many boxes as ids, or fewer. */
function placesOf(ids: readonly string[], boxes: readonly Box[], self: string | null): Place[] {
  return boxes.flatMap((box, index) => {
    const id = ids[index];
    return id === undefined
      ? []
      : [{ id, kind: id === self ? ("self" as const) : ("person" as const), ...box }];
  });
}

const STRIP = { share: 0.16, least: 128, most: 208 };

/** A wide stage has the strip at its end side, an upright one below the screen. */
function share(stage: Size, media: LayoutMedia, screen: string): Layout {
  const boxes = isUpright(stage)
    ? shareAbove(stage, media.people.length)
    : shareBeside(stage, media.people.length);
  const fits = boxes.strip.length;
  // The last place tells how many more there are; it is only given up where somebody would have none.
  const hidden = media.people.length > fits;
  const shown = hidden ? media.people.slice(0, Math.max(0, fits - 1)) : media.people;
  return {
    kind: "share",
    places: [
      { id: screen, kind: "screen", ...boxes.screen },
      ...placesOf(shown, boxes.strip.slice(0, shown.length), media.self),
    ],
    more: media.people.length - shown.length,
    moreBox: hidden ? (boxes.strip[fits - 1] ?? null) : null,
  };
}

interface ShareBoxes {
  screen: Box;
  strip: Box[];
}

function shareBeside(stage: Size, count: number): ShareBoxes {
  const width = Math.min(Math.max(stage.width * STRIP.share, STRIP.least), STRIP.most);
  const height = (width * 3) / 4;
  const fits = Math.max(1, Math.floor((stage.height + GAP) / (height + GAP)));
  const shown = Math.min(count, fits);
  const top = (stage.height - shown * height - (shown - 1) * GAP) / 2;
  const x = stage.width - width;
  return {
    screen: { x: 0, y: 0, width: count === 0 ? stage.width : x - GAP, height: stage.height },
    strip: Array.from({ length: shown }, (_, index) => ({
      x,
      y: top + index * (height + GAP),
      width,
      height,
    })),
  };
}

function shareAbove(stage: Size, count: number): ShareBoxes {
  const screen: Box = {
    x: 0,
    y: 0,
    width: stage.width,
    height: Math.min((stage.width * 9.6) / 16, stage.height * 0.55),
  };
  if (count === 0) return { screen: { ...screen, height: stage.height }, strip: [] };
  const below: Size = { width: stage.width, height: stage.height - screen.height - GAP };
  const strip = gridBoxes(below, Math.min(count, perPage(below))).map((box) => ({
    ...box,
    y: box.y + screen.height + GAP,
  }));
  return { screen, strip };
}
