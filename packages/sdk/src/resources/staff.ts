import type { Connection } from '../connection.ts';
import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import {
  type AddressProof,
  type AddressProofDetail,
  type AddressProofListParams,
  type AddressProofPage,
  type AddressProofRejectBody,
  addressProofApprove,
  addressProofGet,
  addressProofList,
  addressProofReject,
} from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import type { Send } from '../request.ts';
import type { Versioned } from './versioned.ts';

export type ListAddressProofsInput = AddressProofListParams;
export type RejectAddressProofInput = AddressProofRejectBody;

/** A proof: the id of its address, or the proof as it was read. */
export type AddressProofRef = string | ({ address_id: string } & Versioned);

/** What staff of the tenant do; others get `permission_denied`. */
export class Staff {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One page of proofs of address, those that wait longest first. */
  listAddressProofs(input?: ListAddressProofsInput, options?: CallOptions): DoorstepCall<AddressProofPage> {
    return addressProofList(input, this.#connection.asCustomer(options));
  }

  /** All of them, page after page. */
  listAllAddressProofs(
    input?: Omit<ListAddressProofsInput, 'cursor'>,
    options?: CallOptions,
  ): AsyncGenerator<AddressProof, void, undefined> {
    return itemsOf((cursor) => this.listAddressProofs({ ...input, ...cursor }, options));
  }

  /** One proof with a link to its image; the look is written down. Throws `not_found`. */
  getAddressProof(id: string, options?: CallOptions): DoorstepCall<AddressProofDetail> {
    return addressProofGet(id, this.#connection.asCustomer(options));
  }

  /** Approves a proof. Given as it was read, nobody approves what was changed since. Throws `conflict` once it is decided. */
  approveAddressProof(proof: AddressProofRef, options?: CallOptions): DoorstepCall<AddressProof> {
    return addressProofApprove(...this.#decision(proof, options));
  }

  /** Rejects a proof for a reason. Throws as {@link approveAddressProof}. */
  rejectAddressProof(
    proof: AddressProofRef,
    input: RejectAddressProofInput,
    options?: CallOptions,
  ): DoorstepCall<AddressProof> {
    const [id, send] = this.#decision(proof, options);
    return addressProofReject(id, input, send);
  }

  #decision(proof: AddressProofRef, options: CallOptions | undefined): [id: string, send: Send] {
    if (typeof proof === 'string') return [proof, this.#connection.asCustomer(options)];
    return [proof.address_id, this.#connection.asCustomer(options, proof.version)];
  }
}
