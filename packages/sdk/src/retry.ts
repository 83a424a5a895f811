import { type DoorstepError, isDoorstepError } from './doorstep-error.ts';

const firstDelay = 500;
const longestDelay = 8_000;
/** A wait that is longer than this, in seconds, is for the caller to decide on. */
const longestRetryAfter = 30;

const passingStatuses: ReadonlySet<number | undefined> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Milliseconds to wait before a failed request is sent again; undefined where that would not help. The wait grows with each
 * attempt and is jittered, so that many clients do not come back at once.
 *
 * @param failures - how often it has failed so far, at least 1
 */
export const delayAfter = (error: DoorstepError, failures: number): number | undefined => {
  // With `idempotency_in_progress` an attempt whose answer was lost is still running on the server.
  const mayPass =
    isDoorstepError(error, 'network_error', 'timeout', 'idempotency_in_progress') || passingStatuses.has(error.status);
  const { retryAfter = 0 } = error;
  if (!mayPass || retryAfter > longestRetryAfter) return undefined;
  const backoff = Math.min(longestDelay, firstDelay * 2 ** (failures - 1));
  return retryAfter * 1000 + backoff * (0.5 + Math.random() / 2);
};

/** Whether the server may have done what a failed attempt asked for. */
export const mayHaveHappened = (error: DoorstepError): boolean =>
  isDoorstepError(error, 'network_error', 'timeout') || [500, 502, 504].includes(error.status ?? 0);
