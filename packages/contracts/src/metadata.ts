import { z } from 'zod';
import { customIssue } from './input-faults.ts';
import { text } from './text.ts';

/** The most keys that metadata can have. */
export const maxMetadataKeys = 50;
const maxKeyLength = 40;
const maxValueLength = 500;

/** The fault of metadata with too many keys. */
export const tooManyKeys = {
  code: 'too_many_keys',
  message: { key: 'metadata_keys_at_most', max: maxMetadataKeys },
} as const;

const description = `Up to ${maxMetadataKeys} texts of at most ${maxValueLength} characters by keys of at most ${maxKeyLength}. Only staff and systems of the tenant see them.`;

/** Metadata in an answer. */
export const metadata = z.record(z.string(), z.string()).meta({ description });
export type Metadata = z.output<typeof metadata>;

const key = text({ min: 1, max: maxKeyLength });
const value = text({ max: maxValueLength });

// Checked before the entries, so that ten thousand of them have one fault.
const atMost = (max: number) => (check: z.core.ParsePayload<Record<string, unknown>>) => {
  if (Object.keys(check.value).length <= max) return;
  check.issues.push({ code: 'custom', input: '', ...customIssue(tooManyKeys.code, tooManyKeys.message) });
};

const entries = <Value extends z.ZodType>(valueType: Value, max: number) =>
  z.record(z.string(), z.unknown()).check(atMost(max)).pipe(z.record(key, valueType));

const documented = (description: string, max: number, type: 'string' | ['string', 'null']) => ({
  description,
  maxProperties: max,
  additionalProperties: { type, maxLength: maxValueLength },
});

/** All metadata of a customer or an address. */
export const givenMetadata = entries(value, maxMetadataKeys).meta(documented(description, maxMetadataKeys, 'string'));

/** Metadata of a new customer or address, or of one that is replaced. */
export const newMetadata = givenMetadata.default({});

const maxChanges = 2 * maxMetadataKeys;

/** Changes of metadata: null removes a key. */
export const changedMetadata = entries(value.nullable(), maxChanges).meta(
  documented(`${description} Absent keys stay, and null removes a key.`, maxChanges, ['string', 'null']),
);
export type MetadataChanges = z.output<typeof changedMetadata>;
