import { type RenderOptions, type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { MemoryRouter } from "react-router";
import { ApiProvider } from "../api/ApiContext";
import type { PageConfig } from "../api/page";
import { startI18n } from "../i18n/i18n";
import { AnnouncerProvider } from "../ui/LiveRegion";
import { BOOKING_PAGE } from "./people";

interface Options {
  page?: PageConfig;
  language?: "en" | "de";
  /** Where the browser is; by default in the lobby. */
  at?: string | { pathname: string; state: unknown };
}

/** Draws something as the app would: with the page's facts, the API, words, live regions and addresses. */
export async function renderPage(
  ui: ReactNode,
  { page = BOOKING_PAGE, language = "en", at = page.routes.lobby }: Options = {},
): Promise<RenderResult> {
  const i18n = await startI18n(language);
  const wrapper: RenderOptions["wrapper"] = ({ children }) => (
    <I18nextProvider i18n={i18n}>
      <ApiProvider page={page}>
        <AnnouncerProvider>
          <MemoryRouter initialEntries={[at]}>{children}</MemoryRouter>
        </AnnouncerProvider>
      </ApiProvider>
    </I18nextProvider>
  );
  // A wrapper stays when something else is drawn in its place.
  return render(ui, { wrapper } as Omit<RenderOptions, "queries">);
}
