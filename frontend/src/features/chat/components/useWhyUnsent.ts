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

/**
 * Says to screen readers that a line was not sent: the log is silent about what is not said yet. Once for each reason: what
 * is tried again by itself and fails again is no news, what somebody has pressed for is.
 */
export function useFailuresTold(unsent: readonly Unsent[]): void {
  const announce = useAnnounce();
  const why = useWhyUnsent();
  const told = useRef(wordsOf(unsent, why));
  useEffect(() => {
    const before = told.current;
    told.current = wordsOf(unsent, why);
    const fresh = unsent.findLast(({ key }) => told.current.get(key) !== before.get(key));
    const words = told.current.get(fresh?.key ?? "");
    if (words !== undefined) announce(words);
  }, [unsent, announce, why]);
}

/** Why each line was not sent, by its key; those on their way have no reason. */
function wordsOf(unsent: readonly Unsent[], why: (problem: ApiError) => string): Map<string, string> {
  return new Map(unsent.flatMap(({ key, problem }) => (problem === null ? [] : [[key, why(problem)]])));
}
