import { z } from 'zod';
import { Address } from './address.ts';
import { PostalField } from './address-rule.ts';
import type { Contract } from './contract.ts';
import { imageLink } from './image-field.ts';
import { optionalText, rowId, timestamp } from './text.ts';

/** Why staff reject a proof. */
export const ProofReason = z.enum(['unreadable', 'wrong_name', 'wrong_address', 'too_old', 'not_a_proof', 'other']);
export type ProofReason = z.output<typeof ProofReason>;

const postalFields = Object.fromEntries(PostalField.options.map((field) => [field, true])) as Record<PostalField, true>;

/** A proof of address in the queue of staff, with the address and the customer. */
export const AddressProof = Address.pick({
  ...postalFields,
  formatted: true,
  proof_reason: true,
  version: true,
})
  .extend({
    address_id: rowId,
    customer: z.object({ user_id: rowId, full_name: z.string(), email: z.string() }),
    proof_status: z.enum(['pending', 'approved', 'rejected']),
    submitted_at: timestamp.meta({ description: 'When the customer submitted the current proof for review.' }),
  })
  .meta({ id: 'AddressProof' });
export type AddressProof = z.output<typeof AddressProof>;

/** A proof of address with its image. */
export const AddressProofDetail = AddressProof.extend({ proof_image: imageLink }).meta({ id: 'AddressProofDetail' });
export type AddressProofDetail = z.output<typeof AddressProofDetail>;

export const ListAddressProofsInput = z.object({
  status: z.enum(['pending', 'approved', 'rejected']).default('pending'),
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
});
export type ListAddressProofsInput = z.output<typeof ListAddressProofsInput>;

const AddressProofPage = z
  .object({ results: z.array(AddressProof), next_cursor: z.string().nullable() })
  .meta({ id: 'AddressProofPage' });
export type AddressProofPage = z.output<typeof AddressProofPage>;

const byId = z.object({ id: rowId.meta({ description: 'The id of the address.' }) });

export const RejectAddressProofInput = byId.extend({
  reason: ProofReason,
  note: optionalText(500),
});
export type RejectAddressProofInput = z.output<typeof RejectAddressProofInput>;

export const listAddressProofs = {
  rest: {
    method: 'GET',
    path: '/staff/address-proofs/',
    status: 200,
    tags: ['staff'],
    summary: 'List proofs of address',
    description: 'Lists proofs of all customers of this tenant, oldest first. `next_cursor` is null on the last page.',
  },
  access: { permission: 'proofs:read' },
  input: ListAddressProofsInput,
  output: AddressProofPage,
} as const satisfies Contract;

export const getAddressProof = {
  rest: {
    method: 'GET',
    path: '/staff/address-proofs/{id}/',
    status: 200,
    tags: ['staff'],
    summary: 'Get a proof of address',
    description: 'Includes a link to the image. The audit trail records each read.',
  },
  access: { permission: 'proofs:read' },
  input: byId,
  output: AddressProofDetail,
  versioned: true,
} as const satisfies Contract;

const decision =
  'The proof must be pending, and staff cannot decide about their own proof. If two people decide at once, one gets 409. Send the ETag of the proof as `If-Match`: if the proof has changed since, the API answers 412.';

export const approveAddressProof = {
  rest: {
    method: 'POST',
    path: '/staff/address-proofs/{id}/approve/',
    status: 200,
    tags: ['staff'],
    summary: 'Approve a proof of address',
    description: decision,
  },
  access: { permission: 'proofs:decide' },
  input: byId,
  output: AddressProof,
  versioned: true,
  precondition: true,
  errors: ['conflict'],
} as const satisfies Contract;

export const rejectAddressProof = {
  rest: {
    method: 'POST',
    path: '/staff/address-proofs/{id}/reject/',
    status: 200,
    tags: ['staff'],
    summary: 'Reject a proof of address',
    description: `${decision} The customer sees the reason and the note.`,
  },
  access: { permission: 'proofs:decide' },
  input: RejectAddressProofInput,
  output: AddressProof,
  versioned: true,
  precondition: true,
  errors: ['conflict'],
} as const satisfies Contract;
