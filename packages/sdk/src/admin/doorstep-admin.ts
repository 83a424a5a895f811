import { Media } from '../resources/media.ts';
import { Staff } from '../resources/staff.ts';
import type { AdminOptions } from './admin-options.ts';
import { ApiKeys } from './api-keys.ts';
import { Customers } from './customers.ts';
import { Events } from './events.ts';
import { Exports } from './exports.ts';
import { Imports } from './imports.ts';
import { KeyConnection } from './key-connection.ts';
import { Webhooks } from './webhooks.ts';

/**
 * A client for the systems of one tenant, such as an ERP or a support tool. It calls the API with an API key, so it belongs on a
 * server. Every method throws a `DoorstepError` when it fails, such as `permission_denied` if the key lacks a permission.
 *
 * ```ts
 * const admin = new DoorstepAdmin({ baseUrl: 'https://api.example.com', apiKey: process.env.DOORSTEP_API_KEY });
 * const customer = await admin.customers.upsert('ERP/1001', { email: 'ada@example.com' });
 * await admin.customers.addresses(customer.id).create({ recipient_name: 'Ada Lovelace', … });
 * ```
 */
export class DoorstepAdmin {
  /** The customers of the tenant. */
  readonly customers: Customers;
  /** The API keys of the tenant. */
  readonly keys: ApiKeys;
  /** What happened to customers and their data. */
  readonly events: Events;
  /** The exports of all customers. */
  readonly exports: Exports;
  /** The imports of customers from files. */
  readonly imports: Imports;
  /** The URLs to which the API sends events. */
  readonly webhooks: Webhooks;
  /** The review of proofs of address. */
  readonly staff: Staff;
  /** Private images. Signed links of answers open them; an expired link opens only proofs, with `proofs:read`. */
  readonly media: Media;

  /** Throws `invalid_argument` if `apiKey` is not an API key, and in a browser. */
  constructor(options: AdminOptions) {
    const connection = new KeyConnection(options);
    this.customers = new Customers(connection);
    this.keys = new ApiKeys(connection);
    this.events = new Events(connection);
    this.exports = new Exports(connection);
    this.imports = new Imports(connection);
    this.webhooks = new Webhooks(connection);
    this.staff = new Staff(connection);
    this.media = new Media(connection);
  }
}
