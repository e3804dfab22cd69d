import { Search } from "lucide-react";
import { type KeyboardEvent, useId } from "react";

export interface SearchFieldProps {
  label: string;
  words: string;
  onChange: (words: string) => void;
}

export function SearchField({ label, words, onChange }: SearchFieldProps) {
  const id = useId();

  /** Escape takes the words away first; only where there are none it is for whatever is around. */
  function clear(event: KeyboardEvent): void {
    if (event.key !== "Escape" || words === "" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    onChange("");
  }

  return (
    <div className="people-search">
      <label className="hidden-visually" htmlFor={id}>
        {label}
      </label>
      <Search className="icon-s" aria-hidden="true" />
      <input
        id={id}
        type="search"
        value={words}
        placeholder={label}
        autoComplete="off"
        enterKeyHint="search"
        onKeyDown={clear}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
