import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions, UploadOptions, WriteOptions } from '../doorstep-options.ts';
import {
  type Address,
  type AddressCreateBodyOne,
  type AddressListParams,
  type AddressPage,
  type AddressUpdateBodyOne,
  addressCreate,
  addressDelete,
  addressGet,
  addressList,
  addressReplace,
  addressRestore,
  addressUpdate,
  type WrittenAddress,
} from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import type { RequestSender } from '../request-sender.ts';
import type { WithUpload } from '../upload.ts';
import { changeWithRetry, idOf, type Ref, versionOf } from './versioned.ts';

const fileField = 'proof_image';

/** A complete address. An absent field gets its default. */
export type AddressInput = WithUpload<AddressCreateBodyOne, typeof fileField>;

/** Changes of an address. An absent field keeps its value. */
export type AddressChanges = WithUpload<AddressUpdateBodyOne, typeof fileField>;

export type ListAddressesInput = AddressListParams;

/** The types of an address, which has more for systems of the tenant than for its customer. */
export type AddressTypes = {
  address: Address;
  written: WrittenAddress;
  page: AddressPage;
  input: AddressInput;
  changes: AddressChanges;
};

/**
 * The delivery addresses of the customer.
 *
 * Methods that change an address accept its id or the address itself. With the address, they throw `precondition_failed` if
 * it has changed since you read it.
 */
export class Addresses<Types extends AddressTypes = AddressTypes> {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns a page of addresses, newest first. `next_cursor` selects the next page. */
  list(input?: ListAddressesInput, options?: CallOptions): DoorstepCall<Types['page']> {
    return addressList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all addresses. `limit` is the size of a page. */
  listAll(
    input?: Omit<ListAddressesInput, 'cursor'>,
    options?: CallOptions,
  ): AsyncGenerator<Types['address'], void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }

  /** Returns an address. Throws `not_found`. */
  get(id: string, options?: CallOptions): DoorstepCall<Types['address']> {
    return addressGet(id, this.#connection.asCaller(options));
  }

  /**
   * Adds an address, optionally with a proof. Throws `validation_failed` with the faults of all fields,
   * `address_limit_reached`, `duplicate_address` or `email_not_verified`.
   */
  create(input: Types['input'], options?: UploadOptions): DoorstepCall<Types['written']> {
    return addressCreate(input as AddressCreateBodyOne, this.#connection.asWrite(options, { fileField }));
  }

  /** Replaces an address. An absent optional field gets its default. The proof stays unless the input contains one. */
  replace(address: Ref, input: Types['input'], options?: UploadOptions): DoorstepCall<Types['written']> {
    return addressReplace(idOf(address), input as AddressCreateBodyOne, this.#write(address, options));
  }

  /** Changes some fields of an address. */
  update(address: Ref, changes: Types['changes'], options?: UploadOptions): DoorstepCall<Types['written']> {
    return addressUpdate(idOf(address), changes as AddressUpdateBodyOne, this.#write(address, options));
  }

  /** Changes the latest version of an address. Calls `change` again if another change came first. */
  updateWithRetry(
    id: string,
    change: (address: Types['address']) => Types['changes'] | Promise<Types['changes']>,
    options?: Omit<UploadOptions, 'idempotencyKey'>,
  ): DoorstepCall<Types['written']> {
    return changeWithRetry(options, {
      read: (each) => this.get(id, each),
      change,
      write: (address, changes, each) => this.update(address, changes, each),
    });
  }

  /** Deletes an address. It can be restored for the `restore_days` of the tenant. */
  delete(address: Ref, options?: WriteOptions): DoorstepCall<void> {
    return addressDelete(idOf(address), this.#write(address, options));
  }

  /** Restores a deleted address. `list({ deleted: true })` returns these addresses. Throws `address_limit_reached`. */
  restore(address: Ref, options?: WriteOptions): DoorstepCall<Types['written']> {
    return addressRestore(idOf(address), this.#write(address, options));
  }

  #write(address: Ref, options: UploadOptions | undefined) {
    return this.#connection.asWrite(options, { fileField, version: versionOf(address) });
  }
}
