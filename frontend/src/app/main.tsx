import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { BrowserRouter } from "react-router";
import { ApiProvider } from "../api/ApiContext";
import { readPage } from "../api/page";
import { startI18n } from "../i18n/i18n";
import { AnnouncerProvider } from "../ui/LiveRegion";
import "../ui/styles/tokens.css";
import "../ui/styles/base.css";
import "./app.css";
import { App } from "./App";
import { ErrorBoundary } from "./ErrorBoundary";

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page holds no #root");
  const page = readPage();
  const i18n = await startI18n(page.language);
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <ErrorBoundary>
          <ApiProvider page={page}>
            <AnnouncerProvider>
              <BrowserRouter>
                <App />
              </BrowserRouter>
            </AnnouncerProvider>
          </ApiProvider>
        </ErrorBoundary>
      </I18nextProvider>
    </StrictMode>,
  );
}

/** Before the words are loaded there is no catalogue to say it from: both languages, plainly. */
function sayBroken(): void {
  const root = document.getElementById("root") ?? document.body;
  root.textContent =
    document.documentElement.lang === "de"
      ? "Diese Seite ließ sich nicht laden. Laden Sie sie neu."
      : "This page could not be loaded. Load it again.";
}

start().catch((fault: unknown) => {
  sayBroken();
  // Still an error of the page: it belongs into the console and into whatever listens there.
  throw fault;
});
