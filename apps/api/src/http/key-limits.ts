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
 * @param scope The key's own scope, without a permission.
 */
export type CountKeyRequest = (key: KeyReference, scope: Scope, res: Response) => Promise<void>;

export const createKeyLimits = (rateLimits: RateLimits, now: () => Date): CountKeyRequest => {
  const rates = new LRUCache<string, number>({ max: maxKeys, ttl: freshMs, perf: { now: () => now().getTime() } });
  const rateOf = async ({ id, secretHash }: KeyReference, scope: Scope): Promise<number> => {
    // With the hash, a wrong secret never finds the rate of the right one.
    const place = `${id} ${secretHash.toString('base64')}`;
    const known = rates.get(place);
    if (known !== undefined) return known;
    const [row] = await scope.read(keyRate, []);
    const rate = row?.rate ?? 1;
    rates.set(place, rate);
    return rate;
  };
  return async (key, scope, res) => {
    const limit = await rateOf(key, scope);
    const { remaining, msBeforeNext, exceeded } = await rateLimits.measure({ window: 'key', subject: [key.id], limit });
    const seconds = Math.ceil(msBeforeNext / 1000);
    res.setHeader('RateLimit-Policy', `"requests";q=${limit};w=${windowSeconds}`);
    res.setHeader('RateLimit', `"requests";r=${remaining};t=${seconds}`);
    if (exceeded) {
      throw new AppError('rate_limited', { detail: { key: 'try_again_in', seconds }, retryAfter: seconds });
    }
  };
};
