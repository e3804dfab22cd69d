/** More than this is "many": the badge keeps its size. */
const MOST = 99;

export const countWords = (count: number) => (count > MOST ? `${MOST}+` : String(count));

/**
 * A number at the corner of a control; the control's name says it in words. It is drawn by the style: as text it would be
 * part of the label that is seen, which the name must begin with.
 */
export function CountBadge({ count }: { count: number }) {
  if (count === 0) return null;
  return <span className="count num" data-count={countWords(count)} aria-hidden="true" />;
}
