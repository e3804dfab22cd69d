import { Component, type ReactNode } from "react";
import { Translation } from "react-i18next";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";

interface State {
  code: string | null;
}

/** A short code that support can find in a report: the error's own, or its name and a hash of where it was thrown. */
export function errorCode(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
    return error.code;
  if (!(error instanceof Error)) return "unknown";
  let hash = 0;
  for (const letter of error.stack ?? error.message) hash = (hash * 31 + letter.charCodeAt(0)) | 0;
  return `${error.name}-${(hash >>> 0).toString(16).padStart(8, "0")}`;
}

/** The last net: a fault while drawing gives words, a way out and a code, never an empty page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { code: null };

  static getDerivedStateFromError(error: unknown): State {
    return { code: errorCode(error) };
  }

  override render(): ReactNode {
    const { code } = this.state;
    if (code === null) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <main className="fault">
            <Notice
              kind="danger"
              role="alert"
              title={<h1>{t("error.title")}</h1>}
              actions={
                <Button variant="outline" onClick={() => window.location.reload()}>
                  {t("error.reload")}
                </Button>
              }
            >
              <p>{t("error.words", { code })}</p>
            </Notice>
          </main>
        )}
      </Translation>
    );
  }
}
