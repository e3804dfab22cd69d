import { Search } from "lucide-react";
import { useId } from "react";

export interface SearchFieldProps {
  label: string;
  words: string;
  onChange: (words: string) => void;
}

export function SearchField({ label, words, onChange }: SearchFieldProps) {
  const id = useId();
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
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
