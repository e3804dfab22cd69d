import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "../../../livekit/room";
import { useAnnounce } from "../../../ui/LiveRegion";
import { isRemovable, type Removable } from "../model/entries";
import { AudienceList } from "./AudienceList";
import { PersonRow } from "./PersonRow";
import "./people.css";
import { RemoveDialog } from "./RemoveDialog";
import { RemovedList } from "./RemovedList";
import type { Moderation } from "./useModeration";
import { VisibleAudience } from "./VisibleAudience";

export interface PeopleProps {
  roomId: string;
  /** In the order in which they are to be read. */
  people: readonly Person[];
  /**
   * Where some are on a stage and others watch: how many watch, and whether LiveKit hides them, so that only our server
   * knows their names. Absent where everybody sees everybody.
   */
  audience?: { count: number; hidden: boolean };
  /** Absent for whoever may not moderate. */
  moderation?: Moderation;
}

/** Who is here, with the state of everybody's devices; for hosts also the way out, and back in. For a panel. */
export function People({ roomId, people, audience, moderation }: PeopleProps) {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const [asked, setAsked] = useState<Removable | null>(null);
  const list = useRef<HTMLElement>(null);
  const isGoing = useRef(false);

  // The question gives the focus back to a row that is about to go: it stays with the list.
  useEffect(() => {
    if (asked !== null || !isGoing.current) return;
    isGoing.current = false;
    list.current?.focus();
  }, [asked]);

  const rows = (some: readonly Person[]) =>
    some.map((person) => (
      <PersonRow
        key={person.id}
        person={person}
        remove={moderation !== undefined && isRemovable(person) ? setAsked : undefined}
      />
    ));
  const onStage = people.filter(({ role }) => role !== "viewer");
  const viewers = people.filter(({ role }) => role === "viewer");

  return (
    <section
      className="scroll people"
      ref={list}
      aria-label={t("control.people")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard
      tabIndex={0}
    >
      {audience === undefined ? (
        <ul>{rows(people)}</ul>
      ) : (
        <>
          <section aria-label={t("people.onStage")}>
            <h3 className="small muted">{t("people.onStage")}</h3>
            {onStage.length === 0 ? (
              <p className="small muted">{t("alone.noStage")}</p>
            ) : (
              <ul>{rows(onStage)}</ul>
            )}
          </section>
          <section aria-label={t("people.watching")}>
            <h3 className="small muted num">{t("watching.count", { count: audience.count })}</h3>
            {!audience.hidden && <VisibleAudience viewers={viewers} rows={rows} />}
            {audience.hidden && moderation !== undefined && (
              <AudienceList roomId={roomId} remove={setAsked} />
            )}
            {audience.hidden && moderation === undefined && (
              <p className="small muted">{t("people.hidden")}</p>
            )}
          </section>
        </>
      )}
      {moderation !== undefined && (
        <>
          <RemovedList
            removed={moderation.removed}
            readmit={async (id) => {
              const problem = await moderation.readmit(id);
              if (problem === null) list.current?.focus();
              return problem;
            }}
          />
          <RemoveDialog
            person={asked}
            onClose={() => setAsked(null)}
            remove={async (person) => {
              const problem = await moderation.remove(person.id);
              isGoing.current = problem === null;
              if (problem === null) announce(t("people.removed", { name: person.name }));
              return problem;
            }}
          />
        </>
      )}
    </section>
  );
}
