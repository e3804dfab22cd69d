import { useLayoutEffect } from "react";

/** Turns the whole document dark while the call is shown: menus and dialogs live in <body>, outside the page's own box. */
export function useOnStage(): void {
  useLayoutEffect(() => {
    document.documentElement.classList.add("on-stage");
    return () => document.documentElement.classList.remove("on-stage");
  }, []);
}
