import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import type { RoomParticipant } from "../../../api/shapes";
import { Button } from "../../../ui/Button";
import { useAnnounce } from "../../../ui/LiveRegion";
import { Notice } from "../../../ui/Notice";
import { NameRow } from "./PersonRow";
import type { Moderation } from "./useModeration";

/** Who was put out, and the way back in. Nothing where nobody was. */
export function RemovedList({ removed, readmit }: Pick<Moderation, "removed" | "readmit">) {
  const { t } = useTranslation("call");
  const announce = useAnnounce();
  const [error, setError] = useState<ApiError | null>(null);

  async function letBack(person: RoomParticipant): Promise<void> {
    const problem = await readmit(person.id);
    setError(problem);
    if (problem === null) announce(t("people.readmitted", { name: person.name }));
  }

  return (
    <>
      {removed.length > 0 && (
        <section aria-label={t("people.removedTitle")}>
          <h3 className="small muted">{t("people.removedTitle")}</h3>
          <ul>
            {removed.map((person) => (
              <NameRow key={person.id} person={person}>
                <Button variant="outline" size="small" onClick={() => void letBack(person)}>
                  {t("people.readmit")}
                </Button>
              </NameRow>
            ))}
          </ul>
        </section>
      )}
      {error !== null && (
        <Notice kind="danger" role="alert" title={t("people.failed")}>
          {error.detail !== "" && <p>{error.detail}</p>}
        </Notice>
      )}
    </>
  );
}
