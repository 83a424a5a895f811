import { AddressInput } from '@doorstep/contracts/address';
import { ownIssue } from '@doorstep/contracts/input-faults';
import type { Catalogue } from '@doorstep/contracts/messages/en';
import { foldPostalCode } from '@doorstep/contracts/postal-code';
import type { AddressRule } from '@doorstep/sdk';
import { z } from 'zod';

// The place on the map is no part of the form; of the file only its size is judged here.
const anyCountry = AddressInput.omit({ location: true }).extend({
  proof_image: z.custom<File | null | undefined>(() => true).optional(),
});

/** What the form of an address sends. */
export type AddressOutput = z.output<typeof anyCountry>;

type AskedOf = AddressRule['fields'][number];

/** What the API judges an address by: in every country or, where a rule is given, in that one; and how large a proof may be. */
export const addressSchema = (rule: AddressRule | null, maxBytes: number): z.ZodType<AddressOutput> => {
  const fields = rule ? withFields(rule.fields.map((asked) => [asked.field, fieldOf(rule, asked)])) : anyCountry;
  return fields.refine(({ proof_image: file }) => !file || file.size <= maxBytes, {
    ...ownIssue('file_too_large', { key: 'bytes_at_most', max: maxBytes }),
    path: ['proof_image'],
  });
};

/** With other schemas for some fields. Each yields a text, as the one in its place did. */
const withFields = (fields: [AskedOf['field'], z.ZodType<string, unknown>][]) =>
  anyCountry.extend(Object.fromEntries(fields)) as unknown as typeof anyCountry;

const fieldOf = (rule: AddressRule, asked: AskedOf): z.ZodType<string, unknown> => {
  const text = anyCountry.shape[asked.field];
  if (mayDiffer(rule, asked)) return text;
  const fitting = asked.field === 'postal_code' ? postalCodeOf(rule, asked, text) : text;
  if (!asked.required) return fitting;
  const missing = ownIssue('required', { key: 'required_in', ...named(rule, asked) });
  return z
    .any()
    .refine((value) => String(value).trim() !== '', { ...missing, abort: true })
    .pipe(fitting);
};

// Some subdivisions have rules of their own, which the country's rule does not hold: there only the API judges.
const mayDiffer = ({ country }: AddressRule, { field }: AskedOf): boolean =>
  (country === 'CN' && field !== 'recipient_name' && field !== 'line1') || (country === 'KR' && field === 'city');

const postalCodeOf = (rule: AddressRule, asked: AskedOf, text: z.ZodType<string, unknown>) => {
  if (!rule.postal_code) return text;
  const { pattern, upper_case } = rule.postal_code;
  const whole = new RegExp(`^(?:${pattern})$`, 'u');
  return text.refine(
    (code) => code === '' || whole.test(upper_case ? foldPostalCode(code).toUpperCase() : foldPostalCode(code)),
    ownIssue('postal_code_invalid', { key: 'postal_code_invalid', ...named(rule, asked) }),
  );
};

/** How a message names a field of a country. The rules speak of kinds as text; all there are have names in the catalogues. */
const named = ({ country, postal_code }: AddressRule, { field, kind }: AskedOf) => ({
  country,
  field: kind as keyof Catalogue['fields'],
  examples: field === 'postal_code' ? (postal_code?.examples.slice(0, 2) ?? []) : [],
});
