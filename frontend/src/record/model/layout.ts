import { type Box, GAP, gridBoxes, type Size, SMALLEST } from "../../features/tiles/model/grid";
import { mainAndStrip } from "../../features/tiles/model/strip";
import type { RecordLayout } from "./parameters";

export interface RecordPlace extends Box {
  id: string;
  kind: "person" | "screen";
  /** Whoever speaks has a ring here. */
  ring: boolean;
}

export interface RecordPlan {
  places: RecordPlace[];
  /** How many have no place, and where that stands. */
  more: { count: number; box: Box } | null;
  /** How many seats, from the first, are in sight; whoever speaks out of sight gets one of them. */
  inSight: number;
}

export interface RecordMedia {
  /** Everybody to be shown, in the order of their seats. */
  people: readonly string[];
  screen: string | null;
}

/**
 * Every recording is laid out on a stage of this height and then enlarged or reduced: a file of 1080 lines shows what one
 * of 720 does, only sharper.
 */
const HEIGHT = 720;
/** More faces than this in one picture nobody looks at. */
const MOST = 25;

/** Who stands where in a recording. Pure: the same people in the same order always make the same picture. */
export function planFor(window: Size, layout: RecordLayout, media: RecordMedia): RecordPlan {
  if (window.width <= 0 || window.height <= 0) return { places: [], more: null, inSight: 0 };
  const scale = window.height / HEIGHT;
  const plan = plain({ width: window.width / scale, height: HEIGHT }, layout, media);
  const enlarged = <Thing extends Box>(box: Thing): Thing => ({
    ...box,
    x: box.x * scale,
    y: box.y * scale,
    width: box.width * scale,
    height: box.height * scale,
  });
  const more = plan.more === null ? null : { ...plan.more, box: enlarged(plan.more.box) };
  return { ...plan, places: plan.places.map(enlarged), more };
}

function plain(whole: Size, layout: RecordLayout, { people, screen }: RecordMedia): RecordPlan {
  const isAlone = people.length + (screen === null ? 0 : 1) === 1;
  if (isAlone || layout === "single-speaker") return single(whole, people, screen);
  if (screen !== null) return beside(whole, { id: screen, kind: "screen" }, people, 0);
  if (layout === "grid") return grid(whole, people);
  const [speaker, ...others] = people;
  return speaker === undefined
    ? { places: [], more: null, inSight: 0 }
    : beside(whole, { id: speaker, kind: "person" }, others, 1);
}

/** One thing, from edge to edge. */
function single(whole: Size, people: readonly string[], screen: string | null): RecordPlan {
  const box = { x: 0, y: 0, ...whole };
  if (screen !== null)
    return { places: [{ id: screen, kind: "screen", ring: false, ...box }], more: null, inSight: 0 };
  return { places: people.slice(0, 1).map((id) => person(id, box, false)), more: null, inSight: 1 };
}

/** Something large and people in a strip. With a person large only that place is in sight: whoever speaks gets it. */
function beside(
  whole: Size,
  main: { id: string; kind: RecordPlace["kind"] },
  others: readonly string[],
  inSight: number,
): RecordPlan {
  const { main: large, strip } = mainAndStrip(inside(whole), others.length);
  const boxes = strip.map(shifted);
  const shown = others.length <= boxes.length ? others.length : Math.max(0, boxes.length - 1);
  const last = boxes[shown];
  return {
    places: [
      { ...main, ring: false, ...shifted(large) },
      ...others.slice(0, shown).map((id, index) => person(id, boxes[index] as Box, others.length > 1)),
    ],
    more: last === undefined ? null : { count: others.length - shown, box: last },
    inSight: inSight === 0 ? shown : inSight,
  };
}

function grid(whole: Size, people: readonly string[]): RecordPlan {
  const stage = inside(whole);
  const room = capacity(stage);
  const boxes = gridBoxes(stage, Math.min(people.length, room)).map(shifted);
  const shown = people.length <= room ? people.length : room - 1;
  const last = boxes[shown];
  return {
    places: people.slice(0, shown).map((id, index) => person(id, boxes[index] as Box, people.length > 1)),
    more: last === undefined ? null : { count: people.length - shown, box: last },
    inSight: shown,
  };
}

/** How many equal tiles a picture holds. */
function capacity(stage: Size): number {
  const fits = (count: number) =>
    gridBoxes(stage, count).every(
      ({ width, height }) => width >= SMALLEST.width && height >= SMALLEST.height,
    );
  let count = MOST;
  while (count > 1 && !fits(count)) count -= 1;
  return count;
}

const person = (id: string, box: Box, ring: boolean): RecordPlace => ({ id, kind: "person", ring, ...box });

/** Where there are several things, a gap runs around all of them, too. */
const inside = ({ width, height }: Size): Size => ({ width: width - 2 * GAP, height: height - 2 * GAP });
const shifted = (box: Box): Box => ({ ...box, x: box.x + GAP, y: box.y + GAP });
