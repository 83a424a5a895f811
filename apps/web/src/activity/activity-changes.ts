import type { ActivityChangesItem } from '@doorstep/sdk';
import { proofReasonText } from '../proofs/proof-status.tsx';
import type { Texts } from '../texts/en.ts';

// The title of the event says the same.
const redundantFields = new Set(['deleted_at', 'revoked_at']);

// Every new account gets these values.
const initialFields = new Set(['role', 'status']);

/** The changes of an event that its title does not say. */
export const visibleChanges = (changes: readonly ActivityChangesItem[]): ActivityChangesItem[] =>
  changes.filter(({ field, before }) => !redundantFields.has(field) && !(initialFields.has(field) && before === null));

type ValueTexts = Pick<Texts, 'activity' | 'proofs' | 'language'>;

export const formatValue = (
  field: string,
  value: ActivityChangesItem['before'],
  { activity: { values }, proofs, language }: ValueTexts,
  time: (at: string) => string,
): string => {
  if (value === null || value === '') return values.empty ?? '';
  if (field === 'country') return new Intl.DisplayNames(language, { type: 'region' }).of(String(value)) ?? '';
  if (field === 'erase_at') return time(String(value));
  if (field === 'proof_reason') return proofReasonText(String(value), proofs);
  return codedFields.has(field) ? (values[String(value)] ?? String(value)) : String(value);
};

// Their values are codes of the API; other fields contain the customer's own text.
const codedFields = new Set([
  'profile_picture',
  'role',
  'status',
  'location',
  'is_default_shipping',
  'is_default_billing',
  'proof_image',
  'proof_status',
]);
