import { AppError } from '@doorstep/contracts/errors';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Secrets } from '../secrets.ts';

// Windows in seconds. How many are allowed in one is each tenant's setting.
const windows = {
  sign_in_account: 15 * 60,
  sign_in_address: 15 * 60,
  registration: 60 * 60,
  reset_account: 15 * 60,
  reset_address: 15 * 60,
  refresh: 60,
} as const;
type Window = keyof typeof windows;

export type RateLimits = {
  /**
   * Counts one of `subject` in a window. Throws `rate_limited`, with the seconds to wait, where that would be more than
   * `limit`: what is refused is not counted.
   */
  take(window: Window, subject: readonly string[], limit: number): Promise<void>;
  /** Takes one back: it was no failure after all. */
  giveBack(window: Window, subject: readonly string[]): Promise<void>;
};

/**
 * @param pool Where several processes count together; without it each counts for itself. If that database cannot be
 * reached, counting goes on in memory.
 */
export const createRateLimits = (secrets: Secrets, pool?: object): RateLimits => {
  const limiters = new Map<Window, RateLimiterAbstract>();
  for (const [window, duration] of Object.entries(windows) as [Window, number][]) {
    // The limiter only counts: the limit differs from tenant to tenant.
    const options = { keyPrefix: window, points: Number.MAX_SAFE_INTEGER, duration };
    const memory = new RateLimiterMemory(options);
    limiters.set(
      window,
      pool
        ? new RateLimiterPostgres({
            ...options,
            storeClient: pool,
            tableName: 'rate_limits',
            tableCreated: true,
            clearExpiredByTimeout: true,
            points: 2_000_000_000,
            insuranceLimiter: memory,
          })
        : memory,
    );
  }
  const limiterOf = (window: Window): RateLimiterAbstract => {
    const limiter = limiters.get(window);
    if (!limiter) throw new Error(`No window ${window}`);
    return limiter;
  };
  // Neither an address nor an e-mail is kept: only a keyed hash of them.
  const keyOf = (subject: readonly string[]) => secrets.sign('rate-limit', subject.join('\n'));
  const giveBack: RateLimits['giveBack'] = async (window, subject) => {
    await limiterOf(window).reward(keyOf(subject));
  };
  return {
    take: async (window, subject, limit) => {
      const counted = await limiterOf(window)
        .consume(keyOf(subject))
        .catch((refused: unknown) => {
          if (refused instanceof RateLimiterRes) return refused;
          throw refused;
        });
      if (counted.consumedPoints > limit) {
        await giveBack(window, subject);
        const retryAfter = Math.ceil(counted.msBeforeNext / 1000);
        throw new AppError('rate_limited', { detail: { key: 'try_again_in', seconds: retryAfter }, retryAfter });
      }
    },
    giveBack,
  };
};
