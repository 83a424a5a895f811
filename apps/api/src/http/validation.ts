import type { Contract } from '@doorstep/contracts/contract';
import { z } from 'zod';
import type { RawCall } from './input.ts';
import { InputError, toAppError } from './problem.ts';

/** tRPC has no If-Match: the input holds the version that a change was based on, or several. */
const precondition = { expected_version: z.union([z.int(), z.array(z.int())]).optional() };

/** The input of an operation: that of its contract, and the expected version. */
export type InputSchema<C extends Contract> = C extends { precondition: true }
  ? z.ZodObject<C['input']['shape'] & typeof precondition>
  : C['input'];

/** The schema of {@link InputSchema}. */
export const inputSchemaOf = (contract: Contract): z.ZodObject =>
  contract.precondition ? contract.input.extend(precondition) : contract.input;

/** The input of a call as its schema returns it. Throws InputError; an operation without fields takes no input too. */
export const validateInput = (schema: z.ZodObject, raw: RawCall): Record<string, unknown> => {
  const nothing = Object.keys(schema.shape).length === 0 ? {} : undefined;
  const parsed = schema.safeParse(raw.input ?? nothing);
  if (!parsed.success) throw new InputError(parsed.error, raw);
  return parsed.data;
};

/** The answer of a call without any field that its contract does not name. Throws where the contract is broken. */
export const validateOutput = ({ output }: Contract, result: unknown): unknown => output.parse(result);

const inputFaults: ReadonlySet<string> = new Set([
  'malformed_request',
  'validation_failed',
  'payload_too_large',
  'unsupported_media_type',
]);

/** Whether an error says that the body of the request is at fault. */
export const isInputFault = (error: unknown): boolean => inputFaults.has(toAppError(error).code);
