import { X } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import type { RoomParticipant } from "../../../api/shapes";
import type { Person } from "../../../livekit/room";
import { Avatar } from "../../../ui/Avatar";
import { Button, IconButton } from "../../../ui/Button";
import { useAnnounce } from "../../../ui/LiveRegion";
import { Notice } from "../../../ui/Notice";
import { isRemovable } from "../model/entries";
import { PersonRow } from "./PersonRow";
import "./people.css";
import { RemoveDialog } from "./RemoveDialog";

export interface PeoplePanelProps {
  id: string;
  /** In the order in which they are to be read. */
  people: readonly Person[];
  /** Absent for whoever may not moderate. */
  moderation?: {
    removed: readonly RoomParticipant[];
    remove: (id: string) => Promise<ApiError | null>;
    readmit: (id: string) => Promise<ApiError | null>;
  };
  onClose: () => void;
}

/** Who is here, with the state of everybody's devices; for hosts also the way out, and back in. */
export function PeoplePanel({ id, people, moderation, onClose }: PeoplePanelProps) {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const titleId = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const [asked, setAsked] = useState<Person | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  // Opened by a press: whoever cannot see it finds it under the focus.
  useEffect(() => title.current?.focus(), []);

  async function readmit(person: RoomParticipant): Promise<void> {
    const problem = (await moderation?.readmit(person.id)) ?? null;
    setError(problem);
    if (problem === null) announce(t("people.readmitted", { name: person.name }));
  }

  return (
    <aside
      id={id}
      className="panel"
      aria-labelledby={titleId}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header>
        <h2 id={titleId} ref={title} tabIndex={-1}>
          {t("control.people")} <span className="muted num">{people.length}</span>
        </h2>
        <IconButton
          label={t("people.close")}
          icon={<X className="icon" aria-hidden="true" />}
          onClick={onClose}
        />
      </header>
      <div className="scroll">
        <ul>
          {people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              remove={moderation !== undefined && isRemovable(person) ? () => setAsked(person) : undefined}
            />
          ))}
        </ul>
        {moderation !== undefined && moderation.removed.length > 0 && (
          <section aria-label={t("people.removedTitle")}>
            <h3 className="small muted">{t("people.removedTitle")}</h3>
            <ul>
              {moderation.removed.map((person) => (
                <li key={person.id} className="person">
                  <Avatar name={person.name} />
                  <span className="person-name">
                    <b>{person.name}</b>
                  </span>
                  <Button variant="outline" size="small" onClick={() => void readmit(person)}>
                    {t("people.readmit")}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
        {error !== null && (
          <Notice kind="danger" role="alert" title={t("people.failed")}>
            {error.detail !== "" && <p>{error.detail}</p>}
          </Notice>
        )}
      </div>
      {moderation !== undefined && (
        <RemoveDialog
          person={asked}
          onClose={() => setAsked(null)}
          remove={async (person) => {
            const problem = await moderation.remove(person.id);
            if (problem === null) announce(t("people.removed", { name: person.name }));
            return problem;
          }}
        />
      )}
    </aside>
  );
}
