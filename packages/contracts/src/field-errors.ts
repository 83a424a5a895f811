import type { z } from 'zod';
import type { FieldError } from './errors.ts';

/** Every fault of `input`, one entry each, in codes and words that do not depend on the validator. */
export const fieldErrors = (error: z.ZodError, input: unknown): FieldError[] =>
  error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), ...describe(issue, at(input, issue.path)) }));

const at = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), input);

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

const describe = (issue: z.core.$ZodIssue, value: unknown): Omit<FieldError, 'field'> => {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? { code: 'required', message: 'This field is required.' }
        : { code: 'invalid_type', message: `Must be ${article(issue.expected)}.` };
    case 'too_big':
      return { code: 'too_large', message: `At most ${issue.maximum}.` };
    case 'too_small':
      return { code: 'too_small', message: `At least ${issue.minimum}.` };
    case 'invalid_value':
      return { code: 'invalid_choice', message: `One of: ${issue.values.join(', ')}.` };
    case 'invalid_format':
      return { code: `${issue.format}_invalid`, message: issue.message };
    case 'custom':
      return { code: typeof issue.params?.code === 'string' ? issue.params.code : 'invalid', message: issue.message };
    default:
      return { code: 'invalid', message: issue.message };
  }
};

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);
