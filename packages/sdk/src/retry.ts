import { type DoorstepError, isDoorstepError } from './doorstep-error.ts';

const firstDelay = 500;
const longestDelay = 8_000;
/** The longest `Retry-After` in seconds that the client waits by itself. */
const longestRetryAfter = 30;

const temporaryStatuses: ReadonlySet<number | undefined> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Returns the milliseconds to wait before a retry, or undefined if a retry would not help. The backoff is exponential with
 * jitter, so that many clients do not retry at the same time.
 *
 * @param failures The number of failed attempts, at least 1
 */
export const delayAfter = (error: DoorstepError, failures: number): number | undefined => {
  // With `idempotency_in_progress`, an earlier attempt is still running on the server.
  const isTemporary =
    isDoorstepError(error, 'network_error', 'timeout', 'idempotency_in_progress') ||
    temporaryStatuses.has(error.status);
  const { retryAfter = 0 } = error;
  if (!isTemporary || retryAfter > longestRetryAfter) return undefined;
  const backoff = Math.min(longestDelay, firstDelay * 2 ** (failures - 1));
  return retryAfter * 1000 + backoff * (0.5 + Math.random() / 2);
};

/** Whether the server may have executed a failed attempt. */
export const mayHaveSucceeded = (error: DoorstepError): boolean =>
  isDoorstepError(error, 'network_error', 'timeout') || [500, 502, 504].includes(error.status ?? 0);
