import type { Connection } from '../connection.ts';
import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { accountRevokeSession, accountSessions, type Session } from '../generated/operations.ts';

/** The active sessions of the customer. */
export class Sessions {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Returns the active sessions with device, network address and last use. */
  list(options?: CallOptions): DoorstepCall<Session[]> {
    return accountSessions(this.#connection.asCustomer(options)).map(({ results }) => results);
  }

  /** Ends a session. Throws `not_found`. */
  revoke(id: string, options?: CallOptions): DoorstepCall<void> {
    return accountRevokeSession(id, this.#connection.asCustomer(options));
  }
}
