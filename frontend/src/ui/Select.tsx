import { Check, ChevronDown } from "lucide-react";
import {
  Select as AriaSelect,
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from "react-aria-components";
import "./Popover.css";
import "./Select.css";

export interface SelectOption {
  id: string;
  name: string;
}

export interface SelectProps {
  /** The accessible name; what is chosen is read after it. */
  label: string;
  options: readonly SelectOption[];
  /** Id of the chosen option; null while nothing is chosen. */
  value: string | null;
  /** Stands where the value would, while nothing is chosen. */
  placeholder: string;
  onChange: (id: string) => void;
}

/** One of several, without a frame: the value itself opens the list. */
export function Select({ label, options, value, placeholder, onChange }: SelectProps) {
  return (
    <AriaSelect
      aria-label={label}
      className="pick-box"
      value={value}
      placeholder={placeholder}
      onChange={(key) => key !== null && onChange(String(key))}
    >
      <Button className="pick">
        <SelectValue className="pick-value">{({ selectedText }) => selectedText || placeholder}</SelectValue>
        <ChevronDown className="icon-s" aria-hidden="true" />
      </Button>
      <Popover className="popover">
        <ListBox className="options" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.name} className="option">
              <span className="option-words">{option.name}</span>
              <Check className="icon-s option-tick" aria-hidden="true" />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
