import { hourMs } from '../config/durations.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** The delays before the second attempt and each later one, in milliseconds. */
const delaysMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/** How many attempts an unordered delivery has. */
export const maxAttempts = delaysMs.length + 1;

/** The longest delay that a receiver can ask for with `Retry-After`. */
const maxRetryAfterMs = 24 * hourMs;

/**
 * Returns the delay after a failed attempt, in milliseconds: that of the schedule, give or take a fifth, or that of the
 * receiver if it is longer.
 *
 * @param attempts How many attempts have failed, from 1.
 * @param retryAfterMs What the receiver has asked for.
 * @param random A number from 0 to 1.
 */
export const retryDelayMs = (attempts: number, retryAfterMs: number, random: number): number => {
  const planned = delaysMs[Math.min(attempts, delaysMs.length) - 1] ?? 0;
  const spread = Math.round(planned * (0.8 + 0.4 * random));
  return Math.max(spread, Math.min(retryAfterMs, maxRetryAfterMs));
};

/** Parses `Retry-After`: seconds or a date (RFC 9110 section 10.2.3). Returns milliseconds, 0 if it is neither. */
export const parseRetryAfter = (value: string | null, now: Date): number => {
  if (value === null) return 0;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * secondMs;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
};

/** The failures in a row after which a webhook is paused. */
const failuresToPause = 5;
const firstPauseMs = 10 * secondMs;
const longestPauseMs = 5 * minuteMs;

/** Returns for how long a webhook gets no deliveries after so many failures in a row. Each pause doubles the one before. */
export const pauseMs = (failures: number): number =>
  failures < failuresToPause
    ? 0
    : Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - failuresToPause, 10));
