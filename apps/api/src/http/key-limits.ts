import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { column, statement } from '@doorstep/database/statement';
import type { Response } from 'express';
import { LRUCache } from 'lru-cache';
import type { KeyReference } from '../api-keys/api-key-secret.ts';
import type { RateLimits } from './rate-limits.ts';

const windowSeconds = 60;

// A rate may be this old. Whether a key is live is checked with each statement.
const freshMs = 5_000;
const maxKeys = 10_000;

/** The requests in a minute that the entered key may send. */
const keyRate = statement('key_rate', { rate: column.number }, "SELECT current_setting('app.key_rate')::int AS rate");

/**
 * Counts a request of a key, and sets `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) on its answer.
 * Throws `rate_limited`, and for a key that is not live the errors of the scope.
 *
 * @param scopeOfKey Makes the key's own scope, without a permission.
 */
export type CountKeyRequest = (key: KeyReference, scopeOfKey: () => Scope, res: Response) => Promise<void>;

export const createKeyLimits = (rateLimits: RateLimits, now: () => Date): CountKeyRequest => {
  // By the key as it was read, so that a wrong secret never finds the rate of the right one.
  const rates = new LRUCache<KeyReference, number>({
    max: maxKeys,
    ttl: freshMs,
    // Otherwise each millisecond with a request starts a timer.
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  });
  const readRate = async (key: KeyReference, scope: Scope): Promise<number> => {
    const [row] = await scope.read(keyRate, []);
    const rate = row?.rate ?? 1;
    rates.set(key, rate);
    return rate;
  };
  return async (key, scopeOfKey, res) => {
    const limit = rates.get(key) ?? (await readRate(key, scopeOfKey()));
    const { remaining, msBeforeNext, exceeded } = await rateLimits.measure({ window: 'key', subject: [key.id], limit });
    const seconds = Math.ceil(msBeforeNext / 1000);
    res.setHeader('RateLimit-Policy', `"requests";q=${limit};w=${windowSeconds}`);
    res.setHeader('RateLimit', `"requests";r=${remaining};t=${seconds}`);
    if (exceeded) {
      throw new AppError('rate_limited', { detail: { key: 'try_again_in', seconds }, retryAfter: seconds });
    }
  };
};
