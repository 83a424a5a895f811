import type { GenericAbortSignal } from 'axios';
import { DoorstepError, isDoorstepError } from './doorstep-error.ts';

const firstDelay = 500;
const longestDelay = 8_000;
/** Whoever is told to wait longer than this, in seconds, is better told so than kept waiting. */
const longestRetryAfter = 30;

/**
 * Milliseconds to wait before what failed is sent again; undefined where that would not help. It grows with each attempt
 * and is jittered, so that many clients do not come back at once.
 *
 * @param failures - how often it has failed so far, at least 1
 */
export const delayAfter = (error: unknown, failures: number): number | undefined => {
  if (!isDoorstepError(error)) return undefined;
  // An attempt whose answer was lost may still be running on the server.
  const passing =
    error.code === 'network_error' ||
    error.code === 'idempotency_in_progress' ||
    error.status === 429 ||
    error.status === 503;
  const { retryAfter = 0 } = error;
  if (!passing || retryAfter > longestRetryAfter) return undefined;
  const backoff = Math.min(longestDelay, firstDelay * 2 ** (failures - 1));
  return retryAfter * 1000 + backoff * (0.5 + Math.random() / 2);
};

/** Waits; throws `aborted` as soon as the signal says so. */
export const pause = (milliseconds: number, signal: GenericAbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new DoorstepError('aborted', 'The call was aborted.'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener?.('abort', abort);
      resolve();
    }, milliseconds);
    if (signal?.aborted) abort();
    else signal?.addEventListener?.('abort', abort, { once: true });
  });
