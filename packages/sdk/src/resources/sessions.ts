import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { accountRevokeSession, accountSessions, type Session } from '../generated/operations.ts';
import type { RequestSender } from '../request-sender.ts';

/** The active sessions of the customer. */
export class Sessions {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns the active sessions with device, network address and last use. */
  list(options?: CallOptions): DoorstepCall<Session[]> {
    return accountSessions(this.#connection.asCaller(options)).map(({ results }) => results);
  }

  /** Ends a session. Throws `not_found`. */
  revoke(id: string, options?: CallOptions): DoorstepCall<void> {
    return accountRevokeSession(id, this.#connection.asCaller(options));
  }
}
