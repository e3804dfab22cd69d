import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Notice } from "../../../ui/Notice";

/** Why nothing was changed, in the server's words, and in sight: a dialog may be higher than its window. */
export function Problem({ title, error }: { title: string; error: ApiError }) {
  const { t } = useTranslation("streaming");
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another error is to be seen as well
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [error]);
  return (
    <Notice ref={place} kind="danger" role="alert" title={title}>
      <p>{error.detail === "" || error.status === 0 ? t("failed.silent") : error.detail}</p>
    </Notice>
  );
}
