/** Bars of the connection; ours, because no set of icons has them with a quiet half. */
function Bars({ quiet }: { quiet: boolean }) {
  return (
    <svg
      className="icon-s"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M4 20v-3M9.3 20v-7" />
      <path d="M14.7 20V9M20 20V4" opacity={quiet ? 0.35 : 1} />
    </svg>
  );
}

export function GoodIcon() {
  return <Bars quiet={false} />;
}

export function WeakIcon() {
  return <Bars quiet />;
}
