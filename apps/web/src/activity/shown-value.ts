import type { ActivityChangesItem } from '@doorstep/sdk';
import { proofReasonText } from '../proofs/proof-reason.ts';
import type { Texts } from '../texts/en.ts';

// When it was done stands above it, and that it was done in what it is called.
const untold = new Set(['deleted_at', 'revoked_at']);

// What every account begins with.
const given = new Set(['role', 'status']);

/** The changes of an event that tell more than its name does. */
export const toldChanges = (changes: readonly ActivityChangesItem[]): ActivityChangesItem[] =>
  changes.filter(({ field, before }) => !untold.has(field) && !(given.has(field) && before === null));

type Words = Pick<Texts, 'activity' | 'proofs' | 'language'>;

/** A masked value as a person reads it. */
export const shownValue = (
  field: string,
  value: ActivityChangesItem['before'],
  { activity: { values }, proofs, language }: Words,
  time: (at: string) => string,
): string => {
  if (value === null || value === '') return values.empty ?? '';
  if (field === 'country') return new Intl.DisplayNames(language, { type: 'region' }).of(String(value)) ?? '';
  if (field === 'erase_at') return time(String(value));
  if (field === 'proof_reason') return proofReasonText(String(value), proofs);
  return coded.has(field) ? (values[String(value)] ?? String(value)) : String(value);
};

// Their values are words of the API; those of other fields are a customer's own.
const coded = new Set([
  'profile_picture',
  'role',
  'status',
  'location',
  'is_default_shipping',
  'is_default_billing',
  'proof_image',
  'proof_status',
]);
