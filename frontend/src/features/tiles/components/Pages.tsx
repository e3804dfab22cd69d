import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../ui/Button";

export interface PagesProps {
  page: number;
  pages: number;
  turnTo: (page: number) => void;
}

/** Turns the pages of a grid. At an end the button stays where it is, and keeps the focus. */
export function Pages({ page, pages, turnTo }: PagesProps) {
  const { t } = useTranslation("call");
  const isFirst = page === 0;
  const isLast = page === pages - 1;
  return (
    <nav className="pages" aria-label={t("pages.label")}>
      <IconButton
        label={t("pages.previous")}
        icon={<ChevronLeft className="icon along" aria-hidden="true" />}
        aria-disabled={isFirst}
        onClick={isFirst ? undefined : () => turnTo(page - 1)}
      />
      <span aria-live="polite">{t("pages.at", { page: page + 1, pages })}</span>
      <IconButton
        label={t("pages.next")}
        icon={<ChevronRight className="icon along" aria-hidden="true" />}
        aria-disabled={isLast}
        onClick={isLast ? undefined : () => turnTo(page + 1)}
      />
    </nav>
  );
}
