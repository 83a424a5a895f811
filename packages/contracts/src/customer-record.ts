import { z } from 'zod';
import { email } from './account.ts';
import { AddressInput } from './address.ts';
import { externalId } from './customer.ts';
import { customIssue } from './input-faults.ts';
import { givenMetadata } from './metadata.ts';
import { fullName, optionalPhone } from './profile.ts';
import { rowId, text, timestamp } from './text.ts';

/** The most addresses of a line. The limit of the tenant is usually lower. */
const maxAddresses = 1000;

const filePath = text({ max: 500 }).nullable().optional();

const AddressRecord = AddressInput.omit({ proof_image: true }).extend({
  id: rowId.optional().meta({ description: 'Kept for a new address. Finds an address of the customer that exists.' }),
  metadata: givenMetadata.optional(),
  proof_image: filePath.meta({ description: 'The path of a file. Only the operator’s command reads it.' }),
  created_at: timestamp.optional(),
});
export type AddressRecord = z.output<typeof AddressRecord>;

/** A line of an import: a customer with addresses. An absent field leaves what a customer has. */
export const CustomerRecord = z
  .object({
    id: rowId.optional().meta({ description: 'Kept for a new customer. It never finds a customer that exists.' }),
    external_id: externalId.nullable().optional(),
    email: email.optional(),
    email_verified: z.boolean().optional(),
    full_name: z.preprocess((value: string | null) => value ?? '', fullName).optional(),
    phone: optionalPhone,
    metadata: givenMetadata.optional(),
    password_hash: text({ max: 512 }).nullable().optional().meta({
      description:
        'A hash of Django (PBKDF2, argon2, bcrypt, scrypt), of bcrypt, or of argon2 or scrypt as a PHC string. For a customer without a password.',
    }),
    profile_picture: filePath.meta({ description: 'The path of a file. Only the operator’s command reads it.' }),
    blocked: z
      .object({ reason: text({ min: 1, max: 500 }), until: timestamp.nullable().default(null) })
      .nullable()
      .optional()
      .meta({ description: 'A block of a new customer.' }),
    created_at: timestamp.optional().meta({ description: 'Kept for a new customer.' }),
    addresses: z.array(AddressRecord).max(maxAddresses).default([]),
  })
  .check(({ value, issues }) => {
    if (value.email !== undefined || value.external_id) return;
    const path = ['email'];
    issues.push({
      code: 'custom',
      input: undefined,
      path,
      ...customIssue('required', { key: 'email_or_external_id' }),
    });
  });
export type CustomerRecord = z.output<typeof CustomerRecord>;
