import { ChevronDown } from "lucide-react";
import "./Select.css";

export interface SelectOption {
  id: string;
  name: string;
}

export interface SelectProps {
  /** The accessible name; what is chosen is read after it. */
  label: string;
  options: readonly SelectOption[];
  /** Id of the chosen option, never empty; null while nothing is chosen. */
  value: string | null;
  /** Stands where the value would, while nothing is chosen. */
  placeholder: string;
  onChange: (id: string) => void;
}

/** One of several, without a frame. The list is the browser's own: on a phone nothing else is as easy to use. */
export function Select({ label, options, value, placeholder, onChange }: SelectProps) {
  return (
    <span className="pick-box">
      <select
        className="pick"
        aria-label={label}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value)}
      >
        {value === null && (
          <option value="" disabled hidden>
            {placeholder}
          </option>
        )}
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <ChevronDown className="icon-s" aria-hidden="true" />
    </span>
  );
}
