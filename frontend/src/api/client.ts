import createClient, { type Client } from "openapi-fetch";
import { type ApiError, errorFrom, networkError, type Result } from "./errors";
import type { PageConfig } from "./page";
import type { paths } from "./schema";

export type ApiClient = Client<paths>;

/** An answer that takes longer than this counts as none: a phone that left its Wi-Fi would wait for minutes otherwise. */
const TIMEOUT_MS = 15_000;

const MOUNT = /\/api\/v1\/rooms\/?$/;

/** The token of the page or, should it have changed since (log-in in another tab), of the cookie. */
export function csrfToken(root: Document = document): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(root.cookie)?.[1];
  if (cookie !== undefined) return decodeURIComponent(cookie);
  return root.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

export function makeClient(
  page: Pick<PageConfig, "api" | "language">,
  timeoutMs: number = TIMEOUT_MS,
): ApiClient {
  const baseUrl = new URL(page.api.replace(MOUNT, "/"), window.location.href).href.replace(/\/$/, "");
  const client = createClient<paths>({
    baseUrl,
    credentials: "same-origin",
    // Looked up at each call, so that tests and service workers which replace it are seen.
    fetch: (request: Request) => globalThis.fetch(request),
  });
  client.use({
    onRequest({ request }) {
      if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken());
      request.headers.set("Accept", "application/json");
      // What people read of an answer is in the language of their page, whatever their browser prefers.
      request.headers.set("Accept-Language", page.language);
      return new Request(request, {
        signal: limited(request.signal, timeoutMs),
      });
    },
  });
  return client;
}

/** Stops with the asker or after the limit, whichever is first. AbortSignal.any is younger than the browsers we serve. */
function limited(asker: AbortSignal, timeoutMs: number): AbortSignal {
  const either = new AbortController();
  const stop = () => either.abort();
  if (asker.aborted) stop();
  for (const signal of [asker, AbortSignal.timeout(timeoutMs)]) {
    signal.addEventListener("abort", stop, { signal: either.signal });
  }
  return either.signal;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Turns a call into a value. Only what fetch itself throws is caught: no answer, or one that is not JSON. */
export async function toResult<T>(call: Promise<Answer<T>>): Promise<Result<T>> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    return { ok: false, error: cause instanceof SyntaxError ? unreadable(cause) : networkError };
  }
  const { data, error, response } = answer;
  if (response.ok && data !== undefined) return { ok: true, value: data };
  return { ok: false, error: errorFrom(response.status, error) };
}

function unreadable(cause: SyntaxError): ApiError {
  return { code: "unreadable", category: "unavailable", detail: cause.message, retryAt: null, status: 0 };
}
