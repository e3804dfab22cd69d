import { useCallback } from "react";
import { useApiClient, usePage } from "./ApiContext";
import { type ApiError, mayPass, type Result } from "./errors";
import { joinRoom } from "./rooms";
import type { JoinGrant } from "./shapes";

export interface TokenOptions {
  /** How often to ask in all while the server does not answer. A refusal is never repeated. */
  attempts?: number;
  signal?: AbortSignal;
  /** The server did not answer, and will be asked again. */
  onRetry?: (error: ApiError) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

/** How long to wait before the next attempt: doubling from half a second, or until the server's own `retry_at`. */
export function waitBeforeRetry(error: ApiError, attempt: number, now: number = Date.now()): number {
  const backoff = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
  const asked = error.retryAt === null ? 0 : Date.parse(error.retryAt) - now;
  return Math.max(backoff, Math.min(asked || 0, LONGEST_WAIT_MS));
}

/**
 * A function that fetches a fresh token for the page's room. Every connection needs one: LiveKit's own may have run
 * out, or belong to a room that a restart has forgotten.
 */
export function useRoomToken(): (options?: TokenOptions) => Promise<Result<JoinGrant>> {
  const client = useApiClient();
  const { kind, ref } = usePage();
  return useCallback(
    async ({ attempts = 3, signal, onRetry } = {}) => {
      for (let attempt = 0; ; attempt += 1) {
        const answer = await joinRoom(client, { kind, ref });
        if (answer.ok || !mayPass(answer.error) || attempt + 1 >= attempts || signal?.aborted) return answer;
        onRetry?.(answer.error);
        await pause(waitBeforeRetry(answer.error, attempt), signal);
        if (signal?.aborted) return answer;
      }
    },
    [client, kind, ref],
  );
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
