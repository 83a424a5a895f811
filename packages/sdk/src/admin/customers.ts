import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions, WriteOptions } from '../doorstep-options.ts';
import {
  type Customer,
  type CustomerBlockBody,
  type CustomerCreateBody,
  type CustomerListParams,
  type CustomerPage,
  type CustomerUpdateBody,
  type CustomerUpsertBody,
  customerBlock,
  customerCreate,
  customerDelete,
  customerGet,
  customerInvite,
  customerList,
  customerSignOut,
  customersPrivacyExport,
  customerUnblock,
  customerUpdate,
  customerUpsert,
  type Erasure,
} from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import { ActivityLog } from '../resources/activity.ts';
import { Addresses } from '../resources/addresses.ts';
import { CustomerProfile } from '../resources/profile.ts';
import { Sessions } from '../resources/sessions.ts';
import { changeWithRetry, idOf, type Ref, type Versioned, versionOf } from '../resources/versioned.ts';
import type { CustomerAddresses } from './customer-addresses.ts';
import type { KeyConnection } from './key-connection.ts';

export type ListCustomersInput = CustomerListParams;
export type CreateCustomerInput = CustomerCreateBody;

/** A complete customer. An absent optional field gets its default. */
export type UpsertCustomerInput = CustomerUpsertBody;

/** Changes of a customer. An absent field keeps its value. In `metadata`, absent keys stay and `null` removes a key. */
export type CustomerChanges = CustomerUpdateBody;
export type BlockCustomerInput = CustomerBlockBody;

/**
 * The customers of the tenant.
 *
 * Methods that change a customer accept its id or the customer itself. With the customer, they throw `precondition_failed` if it
 * has changed since you read it.
 */
export class Customers {
  readonly #connection: KeyConnection;

  constructor(connection: KeyConnection) {
    this.#connection = connection;
  }

  /** Returns a page of customers, newest first. `next_cursor` selects the next page. */
  list(input?: ListCustomersInput, options?: CallOptions): DoorstepCall<CustomerPage> {
    return customerList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all customers. `limit` is the size of a page. */
  listAll(
    input?: Omit<ListCustomersInput, 'cursor'>,
    options?: CallOptions,
  ): AsyncGenerator<Customer, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }

  /** Returns a customer. Throws `not_found`. */
  get(id: string, options?: CallOptions): DoorstepCall<Customer> {
    return customerGet(id, this.#connection.asCaller(options));
  }

  /** Creates a customer without a password. Throws `email_taken`, `external_id_taken` or `validation_failed`. */
  create(input: CreateCustomerInput, options?: WriteOptions): DoorstepCall<Customer> {
    return customerCreate(input, this.#connection.asWrite(options));
  }

  /**
   * Creates the customer with this external id (status 201), or replaces it (status 200). With a customer as `ifMatch`, it
   * throws `precondition_failed` if the customer has changed since you read it. Throws `email_taken` or `validation_failed`.
   */
  upsert(
    externalId: string,
    input: UpsertCustomerInput,
    { ifMatch, ...options }: WriteOptions & { ifMatch?: Versioned | undefined } = {},
  ): DoorstepCall<Customer> {
    return customerUpsert(externalId, input, this.#connection.asWrite(options, { version: ifMatch?.version }));
  }

  /** Changes some fields of a customer. Throws `email_taken`, `external_id_taken` or `validation_failed`. */
  update(customer: Ref, changes: CustomerChanges, options?: WriteOptions): DoorstepCall<Customer> {
    return customerUpdate(idOf(customer), changes, this.#write(customer, options));
  }

  /** Changes the latest version of a customer. Calls `change` again if another change came first. */
  updateWithRetry(
    id: string,
    change: (customer: Customer) => CustomerChanges | Promise<CustomerChanges>,
    options?: Omit<WriteOptions, 'idempotencyKey'>,
  ): DoorstepCall<Customer> {
    return changeWithRetry(options, {
      read: (each) => this.get(id, each),
      change,
      write: (customer, changes, each) => this.update(customer, changes, each),
    });
  }

  /** Ends all sessions, and requests the erasure of a customer. The answer has its date. */
  delete(customer: Ref, options?: WriteOptions): DoorstepCall<Erasure> {
    return customerDelete(idOf(customer), this.#write(customer, options));
  }

  /** Blocks a customer and ends all sessions. Another block replaces the current one. */
  block(customer: Ref, input: BlockCustomerInput, options?: WriteOptions): DoorstepCall<Customer> {
    return customerBlock(idOf(customer), input, this.#write(customer, options));
  }

  /** Ends the block of a customer. */
  unblock(customer: Ref, options?: WriteOptions): DoorstepCall<Customer> {
    return customerUnblock(idOf(customer), this.#write(customer, options));
  }

  /** Ends all sessions of a customer. */
  signOut(id: string, options?: WriteOptions): DoorstepCall<void> {
    return customerSignOut(id, this.#connection.asWrite(options));
  }

  /** Mails an invited customer another link to choose a password. Throws `conflict` or `rate_limited`. */
  invite(id: string, options?: WriteOptions): DoorstepCall<void> {
    return customerInvite(id, this.#connection.asWrite(options));
  }

  /** The profile of a customer, with the picture. */
  profile(id: string): CustomerProfile {
    return new CustomerProfile(this.#connection.onBehalfOf(id));
  }

  /** The delivery addresses of a customer, with their metadata. Requires `addresses:read` or `addresses:write`. */
  addresses(id: string): CustomerAddresses {
    return new Addresses(this.#connection.onBehalfOf(id));
  }

  /** The active sessions of a customer. */
  sessions(id: string): Sessions {
    return new Sessions(this.#connection.onBehalfOf(id));
  }

  /** The history of changes of the data of a customer. */
  activity(id: string): ActivityLog {
    return new ActivityLog(this.#connection.onBehalfOf(id));
  }

  /** Returns all data of a customer as a ZIP archive. Requires `customers:read` and `addresses:read`. */
  export(id: string, options?: CallOptions): DoorstepCall<Blob> {
    return customersPrivacyExport(id, this.#connection.asCaller(options));
  }

  #write(customer: Ref, options: WriteOptions | undefined) {
    return this.#connection.asWrite(options, { version: versionOf(customer) });
  }
}
