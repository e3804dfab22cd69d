/** Packing equal tiles into a stage. Pure: the same window and the same people always give the same places. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

export const GAP = 8;
/** Below this a face cannot be read any more; then there are pages. */
export const SMALLEST: Size = { width: 144, height: 108 };
const PHONE_WIDTH = 576;

interface Ratios {
  /** Narrowest and widest shape of a tile, as width over height. */
  min: number;
  max: number;
}

interface Packing {
  columns: number;
  rows: number;
  tile: Size;
}

/** The same place counted from the other side of the stage, for languages that are written from the right. */
export function mirrored({ x, y, width, height }: Box, stage: Size): Box {
  return { x: stage.width - x - width, y, width, height };
}

export function isUpright({ width, height }: Size): boolean {
  return width < height;
}

/** How far a tile may be from the shape of a camera's picture, so that not too much of a face is cut off. */
function ratiosFor(stage: Size, columns: number, count: number): Ratios {
  if (isUpright(stage)) return { min: 4 / 5, max: 16 / 9 };
  if (count === 2 && columns === 2) return { min: 1, max: 16 / 9 };
  return { min: 4 / 3, max: 16 / 9 };
}

/** The largest tile of an allowed shape that fits into a cell. */
function fitInto(cell: Size, { min, max }: Ratios): Size {
  const ratio = Math.min(Math.max(cell.width / cell.height, min), max);
  return cell.width / cell.height > ratio
    ? { width: cell.height * ratio, height: cell.height }
    : { width: cell.width, height: cell.width / ratio };
}

function cellOf(stage: Size, columns: number, rows: number): Size {
  return {
    width: Math.max(0, (stage.width - GAP * (columns - 1)) / columns),
    height: Math.max(0, (stage.height - GAP * (rows - 1)) / rows),
  };
}

/** On an upright stage tiles a tenth smaller that use the width look better than one column with empty sides. */
const UPRIGHT_TOLERANCE = 0.9;

/** The number of columns that makes the tiles largest. */
export function packing(stage: Size, count: number): Packing {
  const all = Array.from({ length: count }, (_, index): Packing => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    return { columns, rows, tile: fitInto(cellOf(stage, columns, rows), ratiosFor(stage, columns, count)) };
  });
  const area = ({ tile }: Packing) => tile.width * tile.height;
  const largest = Math.max(...all.map(area));
  const good = all.filter((one) => area(one) >= largest * (isUpright(stage) ? UPRIGHT_TOLERANCE : 1));
  return (
    (isUpright(stage) ? good[good.length - 1] : good[0]) ?? {
      columns: 1,
      rows: count,
      tile: { width: 0, height: 0 },
    }
  );
}

/** On an upright phone an odd number leaves a hole: the first, who is the host, takes the whole first row. */
function hostTakesRow(stage: Size, count: number): boolean {
  return isUpright(stage) && stage.width < PHONE_WIDTH && count > 1 && count % 2 === 1;
}

/** Places for `count` tiles, in their order; the last row is centred. */
export function gridBoxes(stage: Size, count: number): Box[] {
  if (count === 0 || stage.width <= 0 || stage.height <= 0) return [];
  if (hostTakesRow(stage, count)) return hostAbove(stage, count);
  const { columns, rows, tile } = packing(stage, count);
  const top = (stage.height - rows * tile.height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (stage.width - inRow * tile.width - (inRow - 1) * GAP) / 2;
    const column = index - row * columns;
    return { x: left + column * (tile.width + GAP), y: top + row * (tile.height + GAP), ...tile };
  });
}

/** The first tile across the whole width, the others in pairs below it. */
function hostAbove(stage: Size, count: number): Box[] {
  const rows = (count + 1) / 2;
  const first = fitInto(cellOf(stage, 1, rows), ratiosFor(stage, 1, count));
  const pair = fitInto(cellOf(stage, 2, rows), ratiosFor(stage, 2, count));
  const top = (stage.height - first.height - (rows - 1) * (pair.height + GAP)) / 2;
  const left = (stage.width - 2 * pair.width - GAP) / 2;
  const others = Array.from({ length: count - 1 }, (_, index) => ({
    x: left + (index % 2) * (pair.width + GAP),
    y: top + first.height + GAP + Math.floor(index / 2) * (pair.height + GAP),
    ...pair,
  }));
  return [{ x: (stage.width - first.width) / 2, y: top, ...first }, ...others];
}

/** Height of the buttons that turn pages, with the gap above them. */
const PAGES_HEIGHT = 44 + GAP;

/** What of a stage is left for tiles when the buttons that turn pages stand below them. */
export function pagesBelow({ width, height }: Size): Size {
  return { width, height: Math.max(0, height - PAGES_HEIGHT) };
}

const MOST_WIDE = 16;
const MOST_PHONE = 6;

/** How many tiles one page holds: never smaller than the smallest, never more than one can take in. */
export function perPage(stage: Size): number {
  const most = isUpright(stage) && stage.width < PHONE_WIDTH ? MOST_PHONE : MOST_WIDE;
  for (let count = most; count > 1; count -= 1) {
    const boxes = gridBoxes(stage, count);
    if (boxes.every(({ width, height }) => width >= SMALLEST.width && height >= SMALLEST.height))
      return count;
  }
  return 1;
}
