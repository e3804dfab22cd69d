import { useMemo } from "react";
import { linkify } from "../model/links";

/** Text and nothing but text: what looks like an address in the web can be pressed, and opens beside the call. */
export function LinkedText({ text }: { text: string }) {
  const parts = useMemo(() => linkify(text), [text]);
  let at = 0;
  return (
    <p className="said" dir="auto">
      {parts.map((part) => {
        const key = at;
        at += part.text.length;
        if (part.kind === "text") return part.text;
        return (
          <a key={key} className="link" href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        );
      })}
    </p>
  );
}
