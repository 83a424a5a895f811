import type { Contract } from '@doorstep/contracts/contract';
import { z } from 'zod';
import type { RawCall } from './input.ts';
import { InputError, toAppError } from './problem.ts';

/** tRPC has no `If-Match`, so its input contains the version, or several, that a change is based on. */
const precondition = { expected_version: z.union([z.int(), z.array(z.int())]).optional() };

/** What a type of input or output derives from. */
export type Validated = Pick<Contract, 'input' | 'output'>;

/** The input schema of an operation: that of its contract, and the expected version. */
export type InputSchema<C extends Validated> = C extends { precondition: true }
  ? z.ZodObject<C['input']['shape'] & typeof precondition>
  : C['input'];

/** Returns the {@link InputSchema} of a contract. */
export const inputSchemaOf = (contract: Contract): z.ZodObject =>
  contract.precondition ? contract.input.extend(precondition) : contract.input;

/** Validates the input of a call, and returns the parsed input. A missing input equals an empty one. Throws InputError. */
export const validateInput = (schema: z.ZodObject, raw: RawCall): Record<string, unknown> => {
  const emptyInput = Object.keys(schema.shape).length === 0 ? {} : undefined;
  const parsed = schema.safeParse(raw.input ?? emptyInput);
  if (!parsed.success) throw new InputError(parsed.error, raw);
  return parsed.data;
};

/** Validates the result of a call, and drops fields that are not in the contract. Throws ZodError for an invalid result. */
export const validateOutput = ({ output }: Contract, result: unknown): unknown => output.parse(result);

const inputFaults: ReadonlySet<string> = new Set([
  'malformed_request',
  'validation_failed',
  'payload_too_large',
  'unsupported_media_type',
]);

/** Returns whether an error reports a fault of the request body. */
export const isInputFault = (error: unknown): boolean => inputFaults.has(toAppError(error).code);
