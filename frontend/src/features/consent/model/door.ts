import type { ApiClient } from "../../../api/client";
import type { ApiError } from "../../../api/errors";
import { answerConsent } from "../../../api/recordings";
import type { Consent, ConsentText } from "../../../api/shapes";

/** Whoever asked to come in is asked first; null where the door says something else. */
export function questionAtDoor(error: ApiError): Consent | null {
  const { code, consent } = error;
  return (code === "consent_required" || code === "conflict") && consent?.text != null ? consent : null;
}

export type Answered =
  /** Taken, or nothing is asked any more: the door is open, whatever the answer. */
  | { kind: "open" }
  /** The words have changed meanwhile. */
  | { kind: "changed"; consent: Consent; error: ApiError }
  | { kind: "failed"; error: ApiError };

export async function answerAtDoor(
  client: ApiClient,
  roomId: string,
  agree: boolean,
  text: ConsentText,
): Promise<Answered> {
  const said = await answerConsent(client, roomId, { agree, text_id: text.id });
  if (said.ok || said.error.code === "not_found") return { kind: "open" };
  const consent = questionAtDoor(said.error);
  return consent === null
    ? { kind: "failed", error: said.error }
    : { kind: "changed", consent, error: said.error };
}
