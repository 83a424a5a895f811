import { z } from 'zod';
import { customIssue } from './input-faults.ts';
import type { Message } from './messages/message.ts';

/** The length of a text in code points. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

// Normal form C combines at most four code points into one. A code point has at most two units.
const unitsPerCodePoint = 8;

/**
 * Converts a text to Unicode normal form C. Returns a text unchanged if it would still exceed `max` code points, because
 * the time to normalize grows with the square of the length.
 */
export const normalizeUpTo = (text: string, max: number): string =>
  text.length > max * unitsPerCodePoint ? text : text.normalize('NFC');

/**
 * A text, trimmed and in Unicode normal form C, with lengths in code points. Refuses NUL, which PostgreSQL cannot store, and
 * lone surrogates, which are not characters.
 */
export const text = ({ min = 0, max }: { min?: number; max: number }) =>
  z
    .string()
    .overwrite((value) => normalizeUpTo(value.trim(), max))
    .check((check) => {
      const { value } = check;
      const fault = (code: string, message: Message) =>
        check.issues.push({ code: 'custom', input: value, ...customIssue(code, message) });
      if (!value.isWellFormed() || value.includes('\0')) {
        fault('characters_invalid', { key: 'characters_unstorable' });
      }
      const length = codePoints(value);
      if (length > max) fault('too_long', { key: 'too_long', max, length });
      if (length === 0 && min > 0) fault('required', { key: 'required' });
      else if (length < min) fault('too_short', { key: 'characters_at_least', min });
    })
    .meta({ maxLength: max, ...(min > 0 && { minLength: min }) });

/** A text that may be absent or null, which both mean the empty text. */
export const optionalText = (max: number) =>
  z.preprocess((value: string | null | undefined) => value ?? '', text({ max })).default('');

/** The id of a row, a UUID in lower case. */
export const rowId = z.uuid().overwrite((value) => value.toLowerCase());

/** A time in ISO 8601 and UTC. */
export const timestamp = z.iso.datetime().meta({ example: '2026-03-01T09:30:00.000Z' });
