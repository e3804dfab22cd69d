import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../../../api/errors";
import { useAnnounce } from "../../../ui/LiveRegion";
import type { Unsent } from "../model/unsent";

/** Says in words why a line was not sent; the words stay the same while one waits. */
export function useWhyUnsent(): (problem: ApiError) => string {
  const { t } = useTranslation("chat");
  return useCallback(
    (problem: ApiError) => {
      switch (problem.category) {
        case "network":
          return t(navigator.onLine ? "unsent.silent" : "unsent.offline");
        case "unavailable":
          return t("unsent.silent");
        case "throttled":
          return t("unsent.many");
        case "login":
          return t("unsent.login");
        default:
          return problem.detail === "" ? t("unsent.other") : problem.detail;
      }
    },
    [t],
  );
}

/** Says to screen readers that a line was not sent: the log is silent about what is not said yet. */
export function useFailuresTold(unsent: readonly Unsent[]): void {
  const announce = useAnnounce();
  const why = useWhyUnsent();
  const told = useRef(new Set(unsent.map(({ problem }) => problem)));
  useEffect(() => {
    const fresh = unsent.findLast(({ problem }) => problem !== null && !told.current.has(problem));
    for (const { problem } of unsent) told.current.add(problem);
    if (fresh?.problem != null) announce(why(fresh.problem));
  }, [unsent, announce, why]);
}
