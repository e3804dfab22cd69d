import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { type ApiClient, makeClient } from "./client";
import type { PageConfig } from "./page";

const ClientContext = createContext<ApiClient | null>(null);
const PageContext = createContext<PageConfig | null>(null);

/** Gives everything below it the page's facts, the API and one cache of answers. */
export function ApiProvider({ page, children }: { page: PageConfig; children: ReactNode }) {
  const [client] = useState(() => makeClient(page));
  const [queries] = useState(() => new QueryClient());
  return (
    <PageContext.Provider value={page}>
      <ClientContext.Provider value={client}>
        <QueryClientProvider client={queries}>{children}</QueryClientProvider>
      </ClientContext.Provider>
    </PageContext.Provider>
  );
}

export function useApiClient(): ApiClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("useApiClient needs an ApiProvider above it");
  return client;
}

export function usePage(): PageConfig {
  const page = useContext(PageContext);
  if (page === null) throw new Error("usePage needs an ApiProvider above it");
  return page;
}
