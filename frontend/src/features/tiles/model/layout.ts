import type { RoomInfo } from "../../../api/shapes";
import type { Arrangement } from "./arrangement";
import { type Corner, defaultCorner, secondBox, selfBox } from "./corner";
import { type Box, gridBoxes, pagesBelow, perPage, type Size } from "./grid";
import { hasStage } from "./roster";
import { mainAndStrip } from "./strip";

/** What there is to show. Ids are stable: a person keeps the id through a lost connection, so the tile stays the tile. */
export interface LayoutMedia {
  roomType: RoomInfo["room_type"];
  /** People with a tile, in the order of their seats; oneself, if shown, is the last. */
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
  /** Of a group. Conversations and stages have a form of their own. */
  arrangement: Arrangement;
}

export type TileKind = "person" | "self" | "screen";

export interface Place extends Box {
  id: string;
  kind: TileKind;
}

/** Seats from `from` to before `to`: whoever has one is seen now. */
export interface Sight {
  from: number;
  to: number;
}

interface Placed {
  places: Place[];
  sight: Sight;
}

interface Paged {
  page: number;
  pages: number;
}

export type Layout = Placed &
  (
    | /** Nobody else is there: one's own picture, and words in the middle of the stage. */
    { kind: "alone"; corner: Corner }
    /** The other fills the stage, oneself in a corner. */
    | { kind: "pair"; corner: Corner }
    /** On the stage alone. */
    | { kind: "solo" }
    /** The one who leads fills the stage, the second lies over it at the top. */
    | { kind: "duo" }
    | ({ kind: "grid" } & Paged)
    /** A screen, whole, or one person large, with people in a strip; `more` people have no place in it now. */
    | ({ kind: "share" | "speaker"; more: number; moreBox: Box | null } & Paged)
  );

/** The one decision about who stands where. Pure. */
export function layoutFor(stage: Size, choice: LayoutChoice, media: LayoutMedia): Layout {
  if (stage.width <= 0 || stage.height <= 0) return grid({ width: 0, height: 0 }, choice, media);
  switch (kindFor(choice.arrangement, media)) {
    case "share":
      return share(stage, choice, media);
    case "speaker":
      return speaker(stage, choice, media);
    case "alone":
      return { kind: "alone", ...cornered(stage, choice, media) };
    case "pair":
      return { kind: "pair", ...cornered(stage, choice, media) };
    case "solo":
      return {
        kind: "solo",
        places: placesOf(media.people, [{ x: 0, y: 0, ...stage }], media.self),
        sight: all(media),
      };
    case "duo":
      return duo(stage, media);
    case "grid":
      return grid(stage, choice, media);
  }
}

/** What kind of layout fits what there is; the window has no say in it. */
export function kindFor(
  arrangement: Arrangement,
  { roomType, people, self, screen }: LayoutMedia,
): Layout["kind"] {
  if (screen !== null) return "share";
  if (hasStage(roomType)) {
    if (people.length === 1) return "solo";
    // Whoever stands on the stage sees the others there as equals.
    if (self !== null || people.length === 0) return "grid";
    return people.length === 2 ? "duo" : "speaker";
  }
  const others = people.filter((id) => id !== self).length;
  if (others === 0) return "alone";
  if (roomType === "individual") return others === 1 ? "pair" : "grid";
  return arrangement;
}

/** Whether a group has something to choose: two others at least, and room for a strip beside the large one. */
export function hasChoice(stage: Size, media: LayoutMedia): boolean {
  const { roomType, people, self } = media;
  if (roomType !== "group" || people.filter((id) => id !== self).length < 2) return false;
  return layoutFor(stage, { corner: null, page: 0, arrangement: "speaker" }, media).kind === "speaker";
}

/** Whether whoever speaks gets a ring: only among equal tiles, of which two or more are seen. */
export function hasRing({ kind, places }: Layout, place: Place): boolean {
  const [main] = places;
  if (kind === "grid") return places.length > 1;
  return (kind === "share" || kind === "speaker") && place !== main && places.length > 2;
}

const all = ({ people }: LayoutMedia): Sight => ({ from: 0, to: people.length });

/** The other, if there is one, on the whole stage, and oneself in a corner. */
function cornered(stage: Size, choice: LayoutChoice, media: LayoutMedia): Placed & { corner: Corner } {
  const corner = choice.corner ?? defaultCorner(stage);
  const boxes = media.people.map((id) =>
    id === media.self ? selfBox(stage, corner) : { x: 0, y: 0, ...stage },
  );
  return { corner, places: placesOf(media.people, boxes, media.self), sight: all(media) };
}

function duo(stage: Size, media: LayoutMedia): Layout {
  const boxes = [{ x: 0, y: 0, ...stage }, secondBox(stage)];
  return { kind: "duo", places: placesOf(media.people, boxes, media.self), sight: all(media) };
}

function grid(stage: Size, choice: LayoutChoice, { people, self }: LayoutMedia): Layout {
  const fits = people.length <= perPage(stage);
  // The buttons that turn pages lie over nobody.
  const room = fits ? stage : pagesBelow(stage);
  const size = fits ? Math.max(1, people.length) : perPage(room);
  const pages = Math.max(1, Math.ceil(people.length / size));
  const page = pageOf(choice, pages);
  const sight = { from: page * size, to: Math.min((page + 1) * size, people.length) };
  const shown = people.slice(sight.from, sight.to);
  return { kind: "grid", page, pages, sight, places: placesOf(shown, gridBoxes(room, shown.length), self) };
}

function share(stage: Size, choice: LayoutChoice, media: LayoutMedia): Layout {
  const { main, ...strip } = besideMain(stage, choice, media, 0);
  const screen: Place[] = media.screen === null ? [] : [{ id: media.screen, kind: "screen", ...main }];
  return { kind: "share", ...strip, places: [...screen, ...strip.places] };
}

/**
 * In a group the place of the large one is the one in sight: whoever speaks gets it. On a stage it is the leader's. Where
 * there is no room for a strip, a grid has pages for everybody.
 */
function speaker(stage: Size, choice: LayoutChoice, media: LayoutMedia): Layout {
  const { main, ...strip } = besideMain(stage, choice, media, 1);
  if (strip.places.length === 0) return grid(stage, choice, media);
  const large = placesOf(media.people.slice(0, 1), [main], media.self);
  const sight = hasStage(media.roomType) ? strip.sight : { from: 0, to: 1 };
  return { kind: "speaker", ...strip, sight, places: [...large, ...strip.places] };
}

/** People from seat `first` on in a strip beside something large; pages of a strip are turned at its last place. */
function besideMain(stage: Size, choice: LayoutChoice, { people, self }: LayoutMedia, first: number) {
  const rest = people.slice(first);
  const { main, strip } = mainAndStrip(stage, rest.length);
  const fits = rest.length <= strip.length;
  const size = fits ? rest.length : Math.max(0, strip.length - 1);
  const pages = size === 0 ? 1 : Math.ceil(rest.length / size);
  const page = pageOf(choice, pages);
  const shown = rest.slice(page * size, (page + 1) * size);
  const from = first + page * size;
  return {
    main,
    page,
    pages,
    places: placesOf(shown, strip, self),
    sight: { from, to: from + shown.length },
    more: rest.length - shown.length,
    moreBox: fits ? null : (strip[strip.length - 1] ?? null),
  };
}

const pageOf = ({ page }: LayoutChoice, pages: number) => Math.min(Math.max(page, 0), pages - 1);

/** Id and box by position, for as long as there are both. */
function placesOf(ids: readonly string[], boxes: readonly Box[], self: string | null): Place[] {
  return boxes.flatMap((box, index) => {
    const id = ids[index];
    return id === undefined
      ? []
      : [{ id, kind: id === self ? ("self" as const) : ("person" as const), ...box }];
  });
}
