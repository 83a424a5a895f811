import type { Connection } from '../connection.ts';
import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import {
  type Erasure,
  type ErasureState,
  type PrivacyRequestErasureBody,
  privacyCancelErasure,
  privacyExport,
  privacyGetErasure,
  privacyRequestErasure,
} from '../generated/operations.ts';

export type RequestErasureInput = PrivacyRequestErasureBody;

/** The export and the erasure of the data of the customer. */
export class Privacy {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Returns all data of the customer as a ZIP archive with JSON and images. Throws `rate_limited` after three a day. */
  export(options?: CallOptions): DoorstepCall<Blob> {
    return privacyExport(this.#connection.asCaller(options));
  }

  /** Requests the erasure of the account. The answer has its date. */
  requestErasure(input: RequestErasureInput, options?: CallOptions): DoorstepCall<Erasure> {
    return privacyRequestErasure(input, this.#connection.asCaller(options));
  }

  /** Returns the date of the pending erasure. `erase_at` is null if no erasure is pending. */
  getErasure(options?: CallOptions): DoorstepCall<ErasureState> {
    return privacyGetErasure(this.#connection.asCaller(options));
  }

  /** Cancels the pending erasure. Throws `not_found` if there is none. */
  cancelErasure(options?: CallOptions): DoorstepCall<void> {
    return privacyCancelErasure(this.#connection.asCaller(options));
  }
}
