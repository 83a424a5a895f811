import { DoorstepError } from './doorstep-error.ts';

/** The longest delay of a timer in milliseconds. A longer time limit is ignored. */
const longestTimer = 2 ** 31 - 1;

/**
 * Combines a signal with a time limit. Its own signal aborts with the `DoorstepError` to throw: `aborted`, or `timeout` for
 * the time limit and for `AbortSignal.timeout`.
 */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #endsAt: number;
  readonly #release: () => void;

  /** @param milliseconds The time limit. 0 means no limit. */
  constructor(parent: AbortSignal | undefined, milliseconds: number) {
    const limited = milliseconds > 0 && milliseconds <= longestTimer;
    this.#endsAt = limited ? performance.now() + milliseconds : Number.POSITIVE_INFINITY;
    const follow = () => this.#controller.abort(reasonOf(parent));
    const timer = limited ? setTimeout(() => this.#controller.abort(timedOut(milliseconds)), milliseconds) : undefined;
    if (parent?.aborted) follow();
    else parent?.addEventListener('abort', follow, { once: true });
    this.#release = () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', follow);
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds until the time limit. */
  get remaining(): number {
    return this.#endsAt - performance.now();
  }

  /** Settles like the promise, or rejects at the limit. The work behind the promise continues for other calls. */
  race<Result>(promise: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { signal } = this;
      const stop = () => reject(signal.reason);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  /** Waits. Rejects at the limit. */
  async pause(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.race(
        new Promise((resolve) => {
          timer = setTimeout(resolve, milliseconds);
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Clears the timer and removes the listener from the signal. */
  end(): void {
    this.#release();
  }
}

const timedOut = (milliseconds: number): DoorstepError =>
  new DoorstepError('timeout', `There was no answer within ${milliseconds} ms.`);

const reasonOf = (signal: AbortSignal | undefined): DoorstepError => {
  const reason: unknown = signal?.reason;
  if (reason instanceof DoorstepError) return reason;
  const isTimeout = typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError';
  return isTimeout
    ? new DoorstepError('timeout', 'There was no answer before the signal timed out.', { cause: reason })
    : new DoorstepError('aborted', 'The call was aborted.', { cause: reason });
};
