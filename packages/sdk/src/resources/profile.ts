import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions, UploadOptions } from '../doorstep-options.ts';
import { type Profile, type ProfileUpdateBodyOne, profileGet, profileUpdate } from '../generated/operations.ts';
import type { RequestSender } from '../request-sender.ts';
import type { WithUpload } from '../upload.ts';
import { changeWithRetry, type Versioned } from './versioned.ts';

const fileField = 'profile_picture';

/** Changes of a profile. An absent field keeps its value, and `null` removes it. */
export type ProfileChanges = WithUpload<ProfileUpdateBodyOne, typeof fileField>;

/** The profile of the customer. */
export class CustomerProfile {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns the profile. */
  get(options?: CallOptions): DoorstepCall<Profile> {
    return profileGet(this.#connection.asCaller(options));
  }

  /**
   * Changes some fields, including the picture. With a profile as `ifMatch`, it throws `precondition_failed` if the profile
   * has changed since you read it.
   */
  update(
    changes: ProfileChanges,
    { ifMatch, ...options }: UploadOptions & { ifMatch?: Versioned | undefined } = {},
  ): DoorstepCall<Profile> {
    const send = this.#connection.asWrite(options, { fileField, version: ifMatch?.version });
    return profileUpdate(changes as ProfileUpdateBodyOne, send);
  }

  /** Changes the latest version of the profile. Calls `change` again if another change came first. */
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
