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
import type { RequestSender } from '../request-sender.ts';
import type { Versioned } from './versioned.ts';

export type ListAddressProofsInput = AddressProofListParams;
export type RejectAddressProofInput = AddressProofRejectBody;

/** The id of an address, or its proof. With the proof, a decision applies only to that version. */
export type AddressProofRef = string | ({ address_id: string } & Versioned);

/** The review of proofs for staff of the tenant. Callers without its permissions get `permission_denied`. */
export class Staff {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns a page of proofs of address, oldest first. */
  listAddressProofs(input?: ListAddressProofsInput, options?: CallOptions): DoorstepCall<AddressProofPage> {
    return addressProofList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all proofs of address. `limit` is the size of a page. */
  listAllAddressProofs(
    input?: Omit<ListAddressProofsInput, 'cursor'>,
    options?: CallOptions,
  ): AsyncGenerator<AddressProof, void, undefined> {
    return itemsOf((cursor) => this.listAddressProofs({ ...input, ...cursor }, options));
  }

  /** Returns a proof with a link to its image. The audit trail records the read. Throws `not_found`. */
  getAddressProof(id: string, options?: CallOptions): DoorstepCall<AddressProofDetail> {
    return addressProofGet(id, this.#connection.asCaller(options));
  }

  /** Approves a proof. Throws `conflict` after a decision, and `precondition_failed` if the given proof has changed. */
  approveAddressProof(proof: AddressProofRef, options?: CallOptions): DoorstepCall<AddressProof> {
    return addressProofApprove(...this.#decision(proof, options));
  }

  /** Rejects a proof with a reason. Throws the same errors as {@link approveAddressProof}. */
  rejectAddressProof(
    proof: AddressProofRef,
    input: RejectAddressProofInput,
    options?: CallOptions,
  ): DoorstepCall<AddressProof> {
    const [id, send] = this.#decision(proof, options);
    return addressProofReject(id, input, send);
  }

  #decision(proof: AddressProofRef, options: CallOptions | undefined): [id: string, send: Send] {
    if (typeof proof === 'string') return [proof, this.#connection.asCaller(options)];
    return [proof.address_id, this.#connection.asCaller(options, { version: proof.version })];
  }
}
