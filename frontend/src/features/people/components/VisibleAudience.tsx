import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { named } from "../model/entries";
import { Nobody } from "./AudienceList";
import { SearchField } from "./SearchField";

/** So many names are found by looking. */
const WITHOUT_SEARCH = 8;
/** So many are drawn; a webinar may have hundreds, and the list is drawn anew with each who comes. */
const DRAWN_AT_MOST = 50;

export interface VisibleAudienceProps {
  viewers: readonly Person[];
  rows: (people: readonly Person[]) => ReactNode;
}

/** Those who watch a webinar see one another's names, found by search where there are many. */
export function VisibleAudience({ viewers, rows }: VisibleAudienceProps) {
  const { t } = useTranslation("call");
  const [words, setWords] = useState("");
  // A field that somebody writes in stays, also when enough have left.
  const hasSearch = viewers.length > WITHOUT_SEARCH || words !== "";
  const found = named(viewers, words);
  const more = found.length - DRAWN_AT_MOST;
  return (
    <>
      {hasSearch && <SearchField label={t("people.search")} words={words} onChange={setWords} />}
      {found.length === 0 ? <Nobody words={words} /> : <ul>{rows(found.slice(0, DRAWN_AT_MOST))}</ul>}
      {more > 0 && <p className="small muted">{t("people.more", { count: more })}</p>}
    </>
  );
}
