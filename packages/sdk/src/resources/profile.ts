import type { Connection } from '../connection.ts';
import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions, UploadOptions } from '../doorstep-options.ts';
import { type Profile, type ProfileUpdateBodyOne, profileGet, profileUpdate } from '../generated/operations.ts';
import type { WithUpload } from '../upload.ts';
import { changeWithRetry, type Versioned } from './versioned.ts';

const fileField = 'profile_picture';

/** What to change of a profile; an absent field stays, `null` clears it. */
export type ProfileChanges = WithUpload<ProfileUpdateBodyOne, typeof fileField>;

/** The signed-in customer. */
export class CustomerProfile {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The profile of the signed-in customer. */
  get(options?: CallOptions): DoorstepCall<Profile> {
    return profileGet(this.#connection.asCustomer(options));
  }

  /**
   * Changes some fields; a picture may be among them. With `ifMatch`, a profile as it was read, it throws
   * `precondition_failed` when somebody changed it since.
   */
  update(
    changes: ProfileChanges,
    { ifMatch, ...options }: UploadOptions & { ifMatch?: Versioned | undefined } = {},
  ): DoorstepCall<Profile> {
    const send = this.#connection.asWrite(options, { fileField, version: ifMatch?.version });
    return profileUpdate(changes as ProfileUpdateBodyOne, send);
  }

  /** Changes the profile on the basis of its latest version: `change` is called again when somebody else was faster. */
  updateWithRetry(
    change: (profile: Profile) => ProfileChanges | Promise<ProfileChanges>,
    options?: Omit<UploadOptions, 'idempotencyKey'>,
  ): DoorstepCall<Profile> {
    return changeWithRetry(options, {
      read: (each) => this.get(each),
      change,
      write: (profile, changes, each) => this.update(changes, { ...each, ifMatch: profile }),
    });
  }
}
