import "../../../ui/Select.css";
import { ChevronDown } from "lucide-react";
import { lazy, Suspense } from "react";
import type { SelectProps } from "../../../ui/Select";

/** A list that opens is a third of the lobby's weight, and nobody opens one in the first second: it comes after. */
const Select = lazy(() => import("../../../ui/Select").then((module) => ({ default: module.Select })));

/** The choice of a device. Until the list is there, its value stands in the same place and form. */
export function DevicePick(props: SelectProps) {
  const chosen = props.options.find((option) => option.id === props.value);
  return (
    <Suspense
      fallback={
        <div className="pick-box">
          <span className="pick">
            <span className="pick-value">{chosen?.name ?? props.placeholder}</span>
            <ChevronDown className="icon-s" aria-hidden="true" />
          </span>
        </div>
      }
    >
      <Select {...props} />
    </Suspense>
  );
}
