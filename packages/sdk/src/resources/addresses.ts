import type { Connection } from '../connection.ts';
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
import type { WithUpload } from '../upload.ts';
import { changeWithRetry, idOf, type Ref, versionOf } from './versioned.ts';

const fileField = 'proof_image';

/** A whole address; what is absent takes its default. */
export type AddressInput = WithUpload<AddressCreateBodyOne, typeof fileField>;

/** What to change of an address; an absent field stays. */
export type AddressChanges = WithUpload<AddressUpdateBodyOne, typeof fileField>;

export type ListAddressesInput = AddressListParams;

/**
 * Where the customer wants things delivered.
 *
 * Methods that change an address take its id, or the address as it was read: then they throw `precondition_failed` when
 * somebody changed it since.
 */
export class Addresses {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One page of addresses, newest first; `next_cursor` leads to the next one. */
  list(input?: ListAddressesInput, options?: CallOptions): DoorstepCall<AddressPage> {
    return addressList(input, this.#connection.asCustomer(options));
  }

  /** All addresses, page after page. `limit` is the size of a page. */
  listAll(input?: Omit<ListAddressesInput, 'cursor'>, options?: CallOptions): AsyncGenerator<Address, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }

  /** One address. Throws `not_found`. */
  get(id: string, options?: CallOptions): DoorstepCall<Address> {
    return addressGet(id, this.#connection.asCustomer(options));
  }

  /**
   * Adds an address, with a proof if there is one. Throws `validation_failed` with all faults by field,
   * `address_limit_reached`, `duplicate_address`, `email_not_verified`.
   */
  create(input: AddressInput, options?: UploadOptions): DoorstepCall<WrittenAddress> {
    return addressCreate(input as AddressCreateBodyOne, this.#connection.asWrite(options, { fileField }));
  }

  /** Replaces an address: an absent optional field returns to its default, the proof stays unless it is given. */
  replace(address: Ref, input: AddressInput, options?: UploadOptions): DoorstepCall<WrittenAddress> {
    return addressReplace(idOf(address), input as AddressCreateBodyOne, this.#write(address, options));
  }

  /** Changes some fields of an address. */
  update(address: Ref, changes: AddressChanges, options?: UploadOptions): DoorstepCall<WrittenAddress> {
    return addressUpdate(idOf(address), changes as AddressUpdateBodyOne, this.#write(address, options));
  }

  /** Changes an address on the basis of its latest version: `change` is called again when somebody else was faster. */
  updateWithRetry(
    id: string,
    change: (address: Address) => AddressChanges | Promise<AddressChanges>,
    options?: Omit<UploadOptions, 'idempotencyKey'>,
  ): DoorstepCall<WrittenAddress> {
    return changeWithRetry(options, {
      read: (each) => this.get(id, each),
      change,
      write: (address, changes, each) => this.update(address, changes, each),
    });
  }

  /** Deletes an address; it can be restored for some weeks. */
  delete(address: Ref, options?: WriteOptions): DoorstepCall<void> {
    return addressDelete(idOf(address), this.#write(address, options));
  }

  /** Restores a deleted address; `list({ deleted: true })` has them. Throws `address_limit_reached`. */
  restore(address: Ref, options?: WriteOptions): DoorstepCall<WrittenAddress> {
    return addressRestore(idOf(address), this.#write(address, options));
  }

  #write(address: Ref, options: UploadOptions | undefined) {
    return this.#connection.asWrite(options, { fileField, version: versionOf(address) });
  }
}
