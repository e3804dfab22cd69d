import { CircleHelp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePage } from "../../../api/ApiContext";
import { LinkButton } from "../../../ui/Button";

/** Only where the host has a page of help. */
export function HelpLink() {
  const { t } = useTranslation("common");
  const { help_url } = usePage().brand;
  if (help_url === null) return null;
  return (
    <LinkButton variant="plain" href={help_url}>
      <CircleHelp className="icon" aria-hidden="true" />
      {t("help")}
    </LinkButton>
  );
}
