import type { Consent } from "./shapes";

/**
 * Errors of the API are values, not exceptions: whoever calls must say what happens with them.
 *
 * `category` decides what a page does, `code` which words it chooses, `detail` is the server's own sentence.
 */
export interface ApiError {
  code: string;
  category: ErrorCategory;
  detail: string;
  /** When asking again can help, as the server says (too early, throttled); null if waiting changes nothing. */
  retryAt: string | null;
  /** Beside "consent_required": what must be answered first. */
  consent?: Consent;
  /** HTTP status; 0 when no answer came. */
  status: number;
}

export type ErrorCategory =
  /** No answer: offline, DNS, a refused or cut connection. */
  | "network"
  /** 502, 503, 504 or an answer of no known shape: something behind the server is down; asking again helps. */
  | "unavailable"
  /** 401: logged out in the meantime. */
  | "login"
  /** 429. */
  | "throttled"
  /** The server decided against it: 403, 404, 409, 410. */
  | "refused"
  /** Any other 4xx or 5xx: a fault of ours. */
  | "fault";

export type Result<T> = { ok: true; value: T } | { ok: false; error: ApiError };

export const networkError: ApiError = {
  code: "network",
  category: "network",
  detail: "",
  retryAt: null,
  status: 0,
};

export function categoryOf(status: number): ErrorCategory {
  if (status === 401) return "login";
  if (status === 429) return "throttled";
  if (status === 403 || status === 404 || status === 409 || status === 410) return "refused";
  if (status === 502 || status === 503 || status === 504) return "unavailable";
  return "fault";
}

/** Reads `{code, detail, retry_at?}`; a proxy's HTML page or an empty body still gives a usable error. */
export function errorFrom(status: number, body: unknown): ApiError {
  const { code, detail, retry_at, consent } = (
    typeof body === "object" && body !== null ? body : {}
  ) as Record<string, unknown>;
  return {
    code: typeof code === "string" ? code : `http_${status}`,
    category: categoryOf(status),
    detail: typeof detail === "string" ? detail : "",
    retryAt: typeof retry_at === "string" ? retry_at : null,
    status,
    ...(typeof consent === "object" && consent !== null ? { consent: consent as Consent } : {}),
  };
}

/** True where the same request may succeed later without anybody doing anything. */
export function mayPass(error: ApiError): boolean {
  return error.category === "network" || error.category === "unavailable" || error.category === "throttled";
}
