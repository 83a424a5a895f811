import type { Connection } from '../connection.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { accountRevokeSession, accountSessions, type Session } from '../generated/operations.ts';

/** Where the customer is signed in. */
export class Sessions {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The live sessions, each with device, address and last use. */
  async list(options?: CallOptions): Promise<Session[]> {
    return (await accountSessions(this.#connection.asCustomer(options))).results;
  }

  /** Ends a session. Throws `not_found`. */
  revoke(id: string, options?: CallOptions): Promise<void> {
    return accountRevokeSession(id, this.#connection.asCustomer(options));
  }
}
