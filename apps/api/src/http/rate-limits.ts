import { AppError } from '@doorstep/contracts/errors';
import { LRUCache } from 'lru-cache';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Secrets } from '../config/secrets.ts';

// In seconds. The limit for each window is a tenant setting.
const windows = {
  sign_in_account: 15 * 60,
  sign_in_new_networks: 15 * 60,
  sign_in_address: 15 * 60,
  own_password: 15 * 60,
  registration: 60 * 60,
  reset_account: 15 * 60,
  reset_address: 15 * 60,
  mailed_token: 15 * 60,
  refresh: 60,
  mail_hour: 60 * 60,
  mail_day: 24 * 60 * 60,
  confirmation_day: 24 * 60 * 60,
  notice_hour: 60 * 60,
  write: 60,
  upload: 60 * 60,
  key: 60,
} as const;
type Window = keyof typeof windows;

const maxHashes = 10_000;

/** The number of events that one subject may cause in a window. */
export type RateLimit = { window: Window; subject: readonly string[]; limit: number };

export type RateLimits = {
  /**
   * Counts one event, and returns what is left of the limit. An event that exceeds it is counted too, which does not make the
   * window longer. Uncounting it could reach the next window, which would then permit one event too many.
   */
  measure(limit: RateLimit): Promise<{ remaining: number; msBeforeNext: number; exceeded: boolean }>;
  /**
   * Counts one event against every limit. Throws `rate_limited`, with the seconds to wait, when that exceeds a limit.
   * A refused event is not counted.
   */
  consume(...limits: RateLimit[]): Promise<void>;
  /** Uncounts one event. */
  refund(limit: RateLimit): Promise<void>;
  /**
   * Runs an attempt, and counts it against every limit when it returns false.
   *
   * A running attempt counts too, so that concurrent attempts cannot all pass. An attempt that exceeds a limit only because
   * of running attempts waits for them. Therefore only failures lead to `rate_limited`.
   */
  countFailures(limits: readonly RateLimit[], attempt: () => Promise<boolean>): Promise<boolean>;
};

/** The attempts of one subject: the number that run, and callbacks that wake the waiting ones. */
type Attempts = { count: number; waiting: (() => void)[] };

/**
 * Makes rate limits that several processes share through a database, or that count in this process alone.
 *
 * @param store The shared database. While it is unreachable, each process counts in memory.
 */
export const createRateLimits = (secrets: Secrets, store?: object): RateLimits => {
  const limiters = createLimiters(store);
  // A keyed hash, so that neither addresses nor e-mails are stored.
  // Computed once for a subject that comes again: it costs more than the rest of a count.
  const hashes = new LRUCache<string, string>({
    max: maxHashes,
    memoMethod: (subject) => secrets.sign('rate-limit', subject),
  });
  const keyOf = ({ subject }: RateLimit) => hashes.memo(subject.join('\n'));
  const refund = (limit: RateLimit) => limiters[limit.window].reward(keyOf(limit));

  const measure: RateLimits['measure'] = async (limit) => {
    const counted = await limiters[limit.window].consume(keyOf(limit)).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    const { consumedPoints, msBeforeNext } = counted;
    const exceeded = consumedPoints > limit.limit;
    return { remaining: Math.max(0, limit.limit - consumedPoints), msBeforeNext, exceeded };
  };

  const consumeOne = async (limit: RateLimit): Promise<void> => {
    const { msBeforeNext, exceeded } = await measure(limit);
    if (!exceeded) return;
    await refund(limit);
    const retryAfter = Math.ceil(msBeforeNext / 1000);
    throw new AppError('rate_limited', { detail: { key: 'try_again_in', seconds: retryAfter }, retryAfter });
  };

  const running = new Map<string, Attempts>();
  const finishAttempt = (key: string, attempts: Attempts): void => {
    const next = attempts.waiting.shift();
    if (next) next();
    else {
      attempts.count -= 1;
      if (attempts.count === 0) running.delete(key);
    }
  };
  /** Counts an attempt, and returns the function that ends it. */
  const startAttempt = async (limit: RateLimit): Promise<(failed: boolean) => Promise<void>> => {
    const key = `${limit.window} ${keyOf(limit)}`;
    const attempts = running.get(key) ?? { count: 0, waiting: [] };
    running.set(key, attempts);
    attempts.count += 1;
    for (;;) {
      try {
        await consumeOne(limit);
        break;
      } catch (error) {
        const mayWait = error instanceof AppError && attempts.count > 1;
        if (!mayWait) {
          finishAttempt(key, attempts);
          throw error;
        }
        attempts.count -= 1;
        await new Promise<void>((wake) => attempts.waiting.push(wake));
      }
    }
    return async (failed) => {
      try {
        if (!failed) await refund(limit);
      } finally {
        finishAttempt(key, attempts);
      }
    };
  };

  const countFailures: RateLimits['countFailures'] = async ([limit, ...others], attempt) => {
    if (!limit) return attempt();
    const end = await startAttempt(limit);
    let failed = false;
    try {
      const succeeded = await countFailures(others, attempt);
      failed = !succeeded;
      return succeeded;
    } finally {
      await end(failed);
    }
  };

  return {
    measure,
    consume: async (...limits) => {
      const consumed: RateLimit[] = [];
      try {
        for (const limit of limits) {
          await consumeOne(limit);
          consumed.push(limit);
        }
      } catch (error) {
        await Promise.all(consumed.map(refund));
        throw error;
      }
    },
    refund: async (limit) => {
      await refund(limit);
    },
    countFailures,
  };
};

/** Makes limiters that count without a limit of their own, because limits differ between tenants. */
const createLimiters = (store: object | undefined): Record<Window, RateLimiterAbstract> => {
  const limiterOf = (window: Window, duration: number): RateLimiterAbstract => {
    const options = { keyPrefix: window, points: Number.MAX_SAFE_INTEGER, duration };
    const memory = new RateLimiterMemory(options);
    if (!store) return memory;
    return new RateLimiterPostgres({
      ...options,
      storeClient: store,
      // It is called with `query` alone, as a pool is.
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      clearExpiredByTimeout: true,
      points: 2_000_000_000,
      insuranceLimiter: memory,
    });
  };
  const entries = Object.entries(windows) as [Window, number][];
  return Object.fromEntries(entries.map(([window, duration]) => [window, limiterOf(window, duration)])) as Record<
    Window,
    RateLimiterAbstract
  >;
};
