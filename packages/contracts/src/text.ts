import { z } from 'zod';
import { customIssue } from './input-faults.ts';
import type { Message } from './messages/message.ts';

/** The length of a text as a person counts it, in code points. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

// Normal form C joins at most four code points, of two units each, into one.
const unitsPerCodePoint = 8;

/**
 * A text in Unicode normal form C, or as it is where it must have more than `max` code points in that form, too. Normalizing
 * takes a time that grows with the square of the length.
 */
export const normalizeUpTo = (text: string, max: number): string =>
  text.length > max * unitsPerCodePoint ? text : text.normalize('NFC');

/**
 * Text as it is stored: trimmed, in Unicode normal form C, lengths in code points.
 * NUL cannot be stored by PostgreSQL and a lone surrogate is no character: both are refused rather than dropped.
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

/** Optional text: absent or null is the empty text. */
export const optionalText = (max: number) =>
  z.preprocess((value: string | null | undefined) => value ?? '', text({ max })).default('');

/** A row's id. One that is not a UUID names no row. */
export const rowId = z.uuid().overwrite((value) => value.toLowerCase());

/** ISO 8601 in UTC. */
export const timestamp = z.iso.datetime().meta({ example: '2026-03-01T09:30:00.000Z' });
