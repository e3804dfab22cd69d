import "./Avatar.css";
import { initials } from "./names";

/** Initials on a circle. Always beside the name itself, so hidden from assistive technology. */
export function Avatar({
  name,
  large = false,
  className,
}: {
  name: string;
  large?: boolean;
  className?: string;
}) {
  return (
    <span
      className={["avatar", large ? "large" : "", className].filter(Boolean).join(" ")}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}
