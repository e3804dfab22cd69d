import { useTranslation } from "react-i18next";

/** What a recording shows while nobody can be seen: the session's title, and why there is nothing else. */
export function Waiting({ title, heldBack }: { title: string; heldBack: boolean }) {
  const { t } = useTranslation("record");
  return (
    <section className="waiting-card">
      {title !== "" && <h1>{title}</h1>}
      <p>{t(heldBack ? "nobodyIn" : "waiting")}</p>
    </section>
  );
}
