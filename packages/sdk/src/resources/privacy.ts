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

/** What customers may ask of their data: all of it, and its end. */
export class Privacy {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** All data of the customer as a ZIP archive: JSON and images. Three a day, then it throws `rate_limited`. */
  export(options?: CallOptions): DoorstepCall<Blob> {
    return privacyExport(this.#connection.asCustomer(options));
  }

  /** Has the account erased, after a time of grace that the answer names. */
  requestErasure(input: RequestErasureInput, options?: CallOptions): DoorstepCall<Erasure> {
    return privacyRequestErasure(input, this.#connection.asCustomer(options));
  }

  /** When the account is to be erased: `erase_at` is null where no erasure is pending. */
  getErasure(options?: CallOptions): DoorstepCall<ErasureState> {
    return privacyGetErasure(this.#connection.asCustomer(options));
  }

  /** Calls an erasure off, as long as it has not come. Throws `not_found` where there is none. */
  cancelErasure(options?: CallOptions): DoorstepCall<void> {
    return privacyCancelErasure(this.#connection.asCustomer(options));
  }
}
