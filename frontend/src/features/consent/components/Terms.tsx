import { useTranslation } from "react-i18next";
import type { ConsentText } from "../../../api/shapes";
import "./consent.css";

/** What somebody agrees to, or does not, in the server's words; before them the host's own, where there are any. */
export function Terms({ text }: { text: ConsentText }) {
  const { t } = useTranslation("recording");
  const rows = [
    ["contains", text.contains],
    ["seen_by", text.seen_by],
    ["kept_until", text.kept_until],
    ["if_declined", text.if_declined],
  ] as const;
  return (
    <>
      {text.said_by_host !== "" && <p className="said-by-host">{text.said_by_host}</p>}
      <dl className="terms">
        {rows.map(([name, words]) => (
          <div key={name}>
            <dt>{t(`terms.${name}`)}</dt>
            <dd lang={text.language}>{words}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
