import { faultsOfInput } from '@doorstep/contracts/input-faults';
import { localize } from '@doorstep/contracts/messages/message';
import type { z } from 'zod';
import type { Language } from '../texts/languages.ts';

export type Validation<Output> = { output: Output } | { faults: Record<string, string> };

/** Validates input with a schema of the contracts, with the API's own messages by field. */
export const validate = <Output>(
  schema: z.ZodType<Output>,
  values: unknown,
  language: Language,
): Validation<Output> => {
  const parsed = schema.safeParse(values);
  if (parsed.success) return { output: parsed.data };
  const faults: Record<string, string> = {};
  for (const { field, message } of faultsOfInput(parsed.error, values)) faults[field] ??= localize(message, language);
  return { faults };
};
