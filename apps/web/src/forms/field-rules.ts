import { faultsOfInput } from '@doorstep/contracts/input-faults';
import { localize } from '@doorstep/contracts/messages/message';
import type { z } from 'zod';
import type { Language } from '../texts/languages.ts';

export type Judged<Output> = { output: Output } | { faults: Record<string, string> };

/** Holds what was typed against a schema of the contracts, and says what is wrong in the words the API would use. */
export const judge = <Output>(schema: z.ZodType<Output>, values: unknown, language: Language): Judged<Output> => {
  const parsed = schema.safeParse(values);
  if (parsed.success) return { output: parsed.data };
  const faults: Record<string, string> = {};
  for (const { field, message } of faultsOfInput(parsed.error, values)) faults[field] ??= localize(message, language);
  return { faults };
};
