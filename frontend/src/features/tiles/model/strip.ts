import { type Box, GAP, gridBoxes, isUpright, perPage, type Size } from "./grid";

/** One large thing, and places for people beside it. */
export interface MainAndStrip {
  main: Box;
  /** As many as there are people, or as fit. */
  strip: Box[];
}

const STRIP = { share: 0.16, least: 128, most: 208 };
/** A main thing narrower than this is worth more than the people beside it: then there is no strip. */
const LEAST_MAIN = 320;

/** A wide stage has the strip at its end side, an upright one below the main thing. */
export function mainAndStrip(stage: Size, count: number): MainAndStrip {
  const whole: MainAndStrip = { main: { x: 0, y: 0, ...stage }, strip: [] };
  if (count === 0) return whole;
  const placed = isUpright(stage) ? above(stage, count) : beside(stage, count);
  // Where only one has a place, nobody could tell how many have none.
  return placed === null || (placed.strip.length === 1 && count > 1) ? whole : placed;
}

function beside(stage: Size, count: number): MainAndStrip | null {
  const width = Math.min(Math.max(stage.width * STRIP.share, STRIP.least), STRIP.most);
  const height = (width * 3) / 4;
  const x = stage.width - width;
  const fits = Math.floor((stage.height + GAP) / (height + GAP));
  if (fits === 0 || x - GAP < LEAST_MAIN) return null;
  const shown = Math.min(count, fits);
  const top = (stage.height - shown * height - (shown - 1) * GAP) / 2;
  return {
    main: { x: 0, y: 0, width: x - GAP, height: stage.height },
    strip: Array.from({ length: shown }, (_, index) => ({
      x,
      y: top + index * (height + GAP),
      width,
      height,
    })),
  };
}

function above(stage: Size, count: number): MainAndStrip {
  const height = Math.min((stage.width * 9.6) / 16, stage.height * 0.55);
  const below: Size = { width: stage.width, height: stage.height - height - GAP };
  const strip = gridBoxes(below, Math.min(count, perPage(below))).map((box) => ({
    ...box,
    y: box.y + height + GAP,
  }));
  return { main: { x: 0, y: 0, width: stage.width, height }, strip };
}
