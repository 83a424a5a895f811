import { z } from 'zod';

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

/**
 * Text as it is stored: trimmed, in Unicode normal form C, lengths in code points.
 * NUL cannot be stored by PostgreSQL and a lone surrogate is no character: both are refused rather than dropped.
 */
export const text = ({ min = 0, max }: { min?: number; max: number }) =>
  z
    .string()
    .overwrite((value) => value.normalize('NFC').trim())
    .check((check) => {
      const { value } = check;
      const fault = (code: string, message: string) =>
        check.issues.push({ code: 'custom', input: value, message, params: { code } });
      if (!value.isWellFormed() || value.includes('\0')) {
        fault('characters_invalid', 'Contains characters that cannot be stored (NUL or half of a surrogate pair).');
      }
      const length = codePoints(value);
      if (length > max) fault('too_long', `At most ${max} characters; this has ${length}.`);
      if (length < min) {
        fault(length === 0 ? 'required' : 'too_short', `At least ${min} character${min === 1 ? '' : 's'}.`);
      }
    })
    .meta({ maxLength: max, ...(min > 0 && { minLength: min }) });

/** Optional text: absent or null is the empty text. */
export const optionalText = (max: number) => z.preprocess((value) => value ?? '', text({ max })).default('');

/** A row's id. One that is not a UUID names no row. */
export const rowId = z.uuid().overwrite((value) => value.toLowerCase());

/** ISO 8601 in UTC. */
export const timestamp = z.iso.datetime().meta({ example: '2026-03-01T09:30:00.000Z' });
