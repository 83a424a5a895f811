import { Connection } from './connection.ts';
import type { DoorstepCall } from './doorstep-call.ts';
import type { CallOptions, DoorstepOptions } from './doorstep-options.ts';
import { type Tenant, tenantGet } from './generated/operations.ts';
import { ActivityLog } from './resources/activity.ts';
import { AddressRules } from './resources/address-rules.ts';
import { Addresses } from './resources/addresses.ts';
import { Auth } from './resources/auth.ts';
import { Media } from './resources/media.ts';
import { Privacy } from './resources/privacy.ts';
import { CustomerProfile } from './resources/profile.ts';
import { Sessions } from './resources/sessions.ts';
import { Staff } from './resources/staff.ts';

/**
 * A client for one tenant of a Doorstep server, and for one customer at a time. Every method throws a `DoorstepError` when
 * it fails.
 *
 * ```ts
 * const client = new DoorstepClient({ baseUrl: 'https://api.example.com', tenantId: '…' });
 * await client.auth.login({ email, password });
 * const { results } = await client.addresses.list();
 * ```
 */
export class DoorstepClient {
  /** Accounts and passwords. */
  readonly auth: Auth;
  /** The profile of the signed-in customer. */
  readonly profile: CustomerProfile;
  /** The delivery addresses of the customer. */
  readonly addresses: Addresses;
  /** The address rules of each country. */
  readonly addressRules: AddressRules;
  /** The active sessions of the customer. */
  readonly sessions: Sessions;
  /** The history of changes of the data of the customer. */
  readonly activity: ActivityLog;
  /** The export and the erasure of the data of the customer. */
  readonly privacy: Privacy;
  /** Private images. */
  readonly media: Media;
  /** The review of proofs by staff of the tenant. */
  readonly staff: Staff;
  readonly #connection: Connection;

  constructor(options: DoorstepOptions) {
    const connection = new Connection(options);
    this.#connection = connection;
    this.auth = new Auth(connection);
    this.profile = new CustomerProfile(connection);
    this.addresses = new Addresses(connection);
    this.addressRules = new AddressRules(connection);
    this.sessions = new Sessions(connection);
    this.activity = new ActivityLog(connection);
    this.privacy = new Privacy(connection);
    this.media = new Media(connection);
    this.staff = new Staff(connection);
  }

  /** Returns the public data of the tenant: name, colour, languages and limits. */
  getTenant(options?: CallOptions): DoorstepCall<Tenant> {
    return tenantGet(this.#connection.asAnyone(options));
  }
}
