import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { Notice } from "../../../ui/Notice";

/** Why nothing was changed, in the server's words. */
export function Problem({ title, error }: { title: string; error: ApiError }) {
  const { t } = useTranslation("streaming");
  return (
    <Notice kind="danger" role="alert" title={title}>
      <p>{error.detail === "" || error.status === 0 ? t("failed.silent") : error.detail}</p>
    </Notice>
  );
}
