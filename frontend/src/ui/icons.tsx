/** Signs that Lucide does not have, in its manner: 24 units, round caps, stroke of the class `icon`. */
const frame = {
  viewBox: "0 0 24 24",
  fill: "none",
  stroke: "currentColor",
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

interface SignProps {
  /** Beside small words. */
  small?: boolean;
}

const sizeOf = ({ small = false }: SignProps) => (small ? "icon-s" : "icon");

export function RecordIcon(props: SignProps) {
  return (
    <svg {...frame} className={sizeOf(props)} aria-hidden="true">
      <circle cx="12" cy="12" r="9" />
      <circle cx="12" cy="12" r="4" fill="currentColor" stroke="none" />
    </svg>
  );
}

export function RecordOffIcon(props: SignProps) {
  return (
    <svg {...frame} className={sizeOf(props)} aria-hidden="true">
      <path d="M6.1 5.2A9 9 0 0 1 18.9 17.9M15.8 20.2A9 9 0 0 1 3.8 8.2" />
      <circle cx="12" cy="12" r="2.5" />
      <path d="m3 3 18 18" />
    </svg>
  );
}
