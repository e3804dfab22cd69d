import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../ui/Button";
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
  const { page, error } = useAudience(roomId, words, at);
  const results = page?.results ?? [];
  const first = (at - 1) * PAGE_SIZE;
  const hasPages = page !== null && (at > 1 || page.next !== null);

  return (
    <>
      <SearchField
        label={t("people.search")}
        words={words}
        onChange={(now) => {
          setWords(now);
          setAt(1);
        }}
      />
      {page !== null && results.length === 0 && <Nobody words={words} />}
      <ul aria-label={t("people.watching")}>
        {results.map((person) => (
          <NameRow key={person.id} person={person} remove={() => remove(person)} />
        ))}
      </ul>
      {hasPages && (
        <nav className="people-pages" aria-label={t("people.pages")}>
          <IconButton
            label={t("people.before")}
            icon={<ChevronLeft className="icon along" aria-hidden="true" />}
            aria-disabled={at === 1 || undefined}
            onClick={() => setAt(Math.max(1, at - 1))}
          />
          <span className="num small" aria-live="polite">
            {t("people.range", { from: first + 1, to: first + results.length, count: page.count })}
          </span>
          <IconButton
            label={t("people.after")}
            icon={<ChevronRight className="icon along" aria-hidden="true" />}
            aria-disabled={page.next === null || undefined}
            onClick={() => page.next !== null && setAt(at + 1)}
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
