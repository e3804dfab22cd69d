/** More than this is "many": the badge keeps its size. */
const MOST = 99;

/** A number at the corner of a control; the control's name says it in words. */
export function CountBadge({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="count num" aria-hidden="true">
      {count > MOST ? `${MOST}+` : count}
    </span>
  );
}
