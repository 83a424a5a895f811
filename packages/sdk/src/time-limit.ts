import { DoorstepError } from './doorstep-error.ts';

/** Timers take no more milliseconds than this; a longer limit is none. */
const longestTimer = 2 ** 31 - 1;

/**
 * Ends work when a signal is aborted or after some milliseconds, whichever comes first. Its own signal is then aborted with
 * the `DoorstepError` to throw: `aborted`, or `timeout` for a time limit and for `AbortSignal.timeout`.
 */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #endsAt: number;
  readonly #release: () => void;

  /** @param milliseconds - no limit unless it is above 0 */
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
  get left(): number {
    return this.#endsAt - performance.now();
  }

  /** Settles as the work does, or rejects as soon as the limit is reached. The work itself goes on for others. */
  race<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { signal } = this;
      const stop = () => reject(signal.reason);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  /** Waits, unless the limit is reached before. */
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

  /** Releases the timer and the signal that it follows. */
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
