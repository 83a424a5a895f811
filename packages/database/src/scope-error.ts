import type { ScopeFault } from './transaction-context.ts';

/** Why the database did not let a caller in, or could not be asked. The transports turn it into their answer. */
export class ScopeError extends Error {
  override readonly name = 'ScopeError';
  readonly reason: ScopeFault;

  constructor(reason: ScopeFault, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
