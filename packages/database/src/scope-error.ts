import type { Opening } from './opening.ts';

/** Why the database did not let a caller in, or could not be asked. The transports turn it into their answer. */
export class ScopeError extends Error {
  override readonly name = 'ScopeError';
  readonly reason: NonNullable<Opening['fault']>;

  constructor(reason: NonNullable<Opening['fault']>, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
