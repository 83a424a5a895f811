import { AppError } from '@doorstep/contracts/errors';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { Secrets } from '../config/secrets.ts';

// Windows in seconds. How many are allowed in one is each tenant's setting.
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
} as const;
type Window = keyof typeof windows;

/** How many of one subject are allowed in a window. */
export type RateLimit = { window: Window; subject: readonly string[]; limit: number };

export type RateLimits = {
  /**
   * Counts one against every limit. Throws `rate_limited`, with the seconds to wait, where that would be more than one of
   * them allows: a refused one counts for nothing.
   */
  take(...limits: RateLimit[]): Promise<void>;
  /** Takes one back that was counted. */
  giveBack(limit: RateLimit): Promise<void>;
  /**
   * Runs an attempt, and counts it against every limit where it answers false. An attempt counts while it runs, so that
   * many at once cannot all pass; one that would exceed a limit for that reason alone waits. So only failures ever make
   * it throw `rate_limited`.
   */
  countFailures(limits: readonly RateLimit[], attempt: () => Promise<boolean>): Promise<boolean>;
};

/** Attempts of one subject: how many run, and how to wake those that wait, each of which then runs. */
type Running = { count: number; waiting: (() => void)[] };

/**
 * @param pool Where several processes count together; without it each counts for itself. If that database cannot be
 * reached, counting goes on in memory.
 */
export const createRateLimits = (secrets: Secrets, pool?: object): RateLimits => {
  const limiters = createLimiters(pool);
  // Neither an address nor an e-mail is kept: only a keyed hash of them.
  const keyOf = ({ subject }: RateLimit) => secrets.sign('rate-limit', subject.join('\n'));
  const giveBack = (limit: RateLimit) => limiters[limit.window].reward(keyOf(limit));

  const takeOne = async (limit: RateLimit): Promise<void> => {
    const counted = await limiters[limit.window].consume(keyOf(limit)).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    if (counted.consumedPoints <= limit.limit) return;
    await giveBack(limit);
    const retryAfter = Math.ceil(counted.msBeforeNext / 1000);
    throw new AppError('rate_limited', { detail: { key: 'try_again_in', seconds: retryAfter }, retryAfter });
  };

  const running = new Map<string, Running>();
  const leave = (key: string, attempts: Running): void => {
    const next = attempts.waiting.shift();
    if (next) next();
    else {
      attempts.count -= 1;
      if (attempts.count === 0) running.delete(key);
    }
  };
  /** Counts an attempt that begins; answers how to end it. */
  const begin = async (limit: RateLimit): Promise<(failed: boolean) => Promise<void>> => {
    const key = `${limit.window} ${keyOf(limit)}`;
    const attempts = running.get(key) ?? { count: 0, waiting: [] };
    running.set(key, attempts);
    attempts.count += 1;
    for (;;) {
      try {
        await takeOne(limit);
        break;
      } catch (error) {
        const fullOfRunning = error instanceof AppError && attempts.count > 1;
        if (!fullOfRunning) {
          leave(key, attempts);
          throw error;
        }
        attempts.count -= 1;
        await new Promise<void>((wake) => attempts.waiting.push(wake));
      }
    }
    return async (failed) => {
      try {
        if (!failed) await giveBack(limit);
      } finally {
        leave(key, attempts);
      }
    };
  };

  const countFailures: RateLimits['countFailures'] = async ([limit, ...others], attempt) => {
    if (!limit) return attempt();
    const end = await begin(limit);
    let failed = false;
    try {
      const right = await countFailures(others, attempt);
      failed = !right;
      return right;
    } finally {
      await end(failed);
    }
  };

  return {
    take: async (...limits) => {
      const taken: RateLimit[] = [];
      try {
        for (const limit of limits) {
          await takeOne(limit);
          taken.push(limit);
        }
      } catch (error) {
        await Promise.all(taken.map(giveBack));
        throw error;
      }
    },
    giveBack: async (limit) => {
      await giveBack(limit);
    },
    countFailures,
  };
};

/** The limiters only count: limits differ from tenant to tenant. */
const createLimiters = (pool: object | undefined): Record<Window, RateLimiterAbstract> => {
  const limiterOf = (window: Window, duration: number): RateLimiterAbstract => {
    const options = { keyPrefix: window, points: Number.MAX_SAFE_INTEGER, duration };
    const memory = new RateLimiterMemory(options);
    if (!pool) return memory;
    return new RateLimiterPostgres({
      ...options,
      storeClient: pool,
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
