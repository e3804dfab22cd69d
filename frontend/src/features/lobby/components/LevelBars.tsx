import { BARS } from "../model/hearing";

const STEPS = Array.from({ length: BARS }, (_, step) => step);

export function LevelBars({ bars, label }: { bars: number; label: string }) {
  return (
    // <meter> cannot be drawn as bars in every browser; the role carries the same.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <span
      className="level"
      role="meter"
      aria-label={label}
      aria-valuenow={bars}
      aria-valuemin={0}
      aria-valuemax={BARS}
    >
      {STEPS.map((step) => (
        <i key={step} className={step < bars ? "on" : ""} />
      ))}
    </span>
  );
}
