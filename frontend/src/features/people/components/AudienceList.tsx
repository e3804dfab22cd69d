import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../ui/Button";
import { useAnnounce } from "../../../ui/LiveRegion";
import { Notice } from "../../../ui/Notice";
import type { Removable } from "../model/entries";
import { NameRow } from "./PersonRow";
import { SearchField } from "./SearchField";
import { PAGE_SIZE, useAudience } from "./useAudience";

export interface AudienceListProps {
  roomId: string;
  remove: (person: Removable) => void;
}

/** The names of those who watch a broadcast, for whoever leads it: a thousand of them, so page by page and by search. */
export function AudienceList({ roomId, remove }: AudienceListProps) {
  const { t } = useTranslation("call");
  const [words, setWords] = useState("");
  const [at, setAt] = useState(1);
  const announce = useAnnounce();
  const turned = useRef(false);
  const { shown, error, isGone } = useAudience(roomId, words, at);
  if (isGone) setAt(at - 1);
  const { results, count } = shown?.page ?? { results: [], count: 0 };
  const pages = Math.ceil(count / PAGE_SIZE);
  const first = ((shown?.at ?? 1) - 1) * PAGE_SIZE;
  const range = t("people.range", { from: first + 1, to: first + results.length, count });

  // Said once after a press: the number of those who watch changes all the time, and nobody wants to hear that.
  useEffect(() => {
    if (!turned.current || shown?.at !== at) return;
    turned.current = false;
    announce(range);
  }, [shown?.at, at, range, announce]);

  function turnTo(page: number): void {
    if (page < 1 || page > pages) return;
    turned.current = true;
    setAt(page);
  }

  return (
    <>
      <SearchField
        label={t("people.search")}
        words={words}
        onChange={(now) => {
          setWords(now);
          setAt(1);
          turned.current = false;
        }}
      />
      {shown !== null && results.length === 0 && <Nobody words={words} />}
      <ul aria-label={t("people.watching")}>
        {results.map((person) => (
          <NameRow key={person.id} person={person} remove={remove} />
        ))}
      </ul>
      {(pages > 1 || at > 1) && (
        <nav className="people-pages" aria-label={t("people.pages")}>
          <IconButton
            label={t("people.before")}
            icon={<ChevronLeft className="icon along" aria-hidden="true" />}
            aria-disabled={at === 1 || undefined}
            onClick={() => turnTo(at - 1)}
          />
          <span className="num small">{range}</span>
          <IconButton
            label={t("people.after")}
            icon={<ChevronRight className="icon along" aria-hidden="true" />}
            aria-disabled={at >= pages || undefined}
            onClick={() => turnTo(at + 1)}
          />
        </nav>
      )}
      {error !== null && (
        <Notice kind="warning" role="status">
          <p>{error.category === "refused" ? error.detail : t("people.silent")}</p>
        </Notice>
      )}
    </>
  );
}

/** Nobody has this name. That nobody is there at all, the heading says. */
export function Nobody({ words }: { words: string }) {
  const { t } = useTranslation("call");
  const name = words.trim();
  if (name === "") return null;
  return (
    <p className="small muted" role="status">
      {t("people.notFound", { words: name })}
    </p>
  );
}
