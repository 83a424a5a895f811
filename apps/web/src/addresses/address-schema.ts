import { AddressInput } from '@doorstep/contracts/address';
import { customIssue } from '@doorstep/contracts/input-faults';
import type { Catalogue } from '@doorstep/contracts/messages/en';
import { normalizePostalCode } from '@doorstep/contracts/postal-code';
import type { AddressRule } from '@doorstep/sdk';
import { z } from 'zod';

// The form has no location. It validates only the size of the file.
const anyCountry = AddressInput.omit({ location: true }).extend({
  proof_image: z.custom<File | null | undefined>(() => true).optional(),
});

/** The validated values of the form of an address. */
export type AddressOutput = z.output<typeof anyCountry>;

type FieldRule = AddressRule['fields'][number];

/** The schema that the API validates an address with. Without a rule it accepts the fields of every country. */
export const addressSchema = (rule: AddressRule | null, maxBytes: number): z.ZodType<AddressOutput> => {
  const fields = rule
    ? withFields(rule.fields.map((fieldRule) => [fieldRule.field, fieldSchema(rule, fieldRule)]))
    : anyCountry;
  return fields.refine(({ proof_image: file }) => !file || file.size <= maxBytes, {
    ...customIssue('file_too_large', { key: 'file_too_large', max: maxBytes }),
    path: ['proof_image'],
  });
};

/** Replaces the schemas of some fields. Each new schema returns a string too. */
const withFields = (fields: [FieldRule['field'], z.ZodType<string, unknown>][]) =>
  anyCountry.extend(Object.fromEntries(fields)) as unknown as typeof anyCountry;

const fieldSchema = (rule: AddressRule, fieldRule: FieldRule): z.ZodType<string, unknown> => {
  const text = anyCountry.shape[fieldRule.field];
  if (hasRegionalRules(rule, fieldRule)) return text;
  const valid = fieldRule.field === 'postal_code' ? postalCodeSchema(rule, fieldRule, text) : text;
  if (!fieldRule.required) return valid;
  const missing = customIssue('required', { key: 'required_in', ...messageParameters(rule, fieldRule) });
  return z
    .any()
    .refine((value) => String(value).trim() !== '', { ...missing, abort: true })
    .pipe(valid);
};

// Some subdivisions have their own rules, which the country's rule does not contain: there only the API validates.
const hasRegionalRules = ({ country }: AddressRule, { field }: FieldRule): boolean =>
  (country === 'CN' && field !== 'recipient_name' && field !== 'line1') || (country === 'KR' && field === 'city');

const postalCodeSchema = (rule: AddressRule, fieldRule: FieldRule, text: z.ZodType<string, unknown>) => {
  if (!rule.postal_code) return text;
  const { pattern, upper_case } = rule.postal_code;
  const whole = new RegExp(`^(?:${pattern})$`, 'u');
  return text.refine(
    (code) =>
      code === '' || whole.test(upper_case ? normalizePostalCode(code).toUpperCase() : normalizePostalCode(code)),
    customIssue('postal_code_invalid', { key: 'postal_code_invalid', ...messageParameters(rule, fieldRule) }),
  );
};

/** The parameters of a message about a field. The SDK types `kind` as a string; the catalogues name every kind. */
const messageParameters = ({ country, postal_code }: AddressRule, { field, kind }: FieldRule) => ({
  country,
  field: kind as keyof Catalogue['fields'],
  examples: field === 'postal_code' ? (postal_code?.examples.slice(0, 2) ?? []) : [],
});
