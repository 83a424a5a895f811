import type { Access, Contract } from '@doorstep/contracts/contract';
import type { FieldError, FieldFault } from '@doorstep/contracts/errors';
import type { RequestInfo } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Dependencies } from '../server/dependencies.ts';
import { authenticate } from './authenticate.ts';
import { authorize, type RowExists } from './authorize.ts';
import { idempotencyKey, runOnce } from './idempotency.ts';
import type { RawCall, ReadInput } from './input.ts';
import { languageOfMessages, languagesOf } from './languages.ts';
import { InputError, localizeFaults, setContentLanguage } from './problem.ts';
import { textReader } from './text-input.ts';
import { type InputSchema, inputSchemaOf, isInputFault, validateInput, validateOutput } from './validation.ts';
import { withWriteLimits } from './write-limits.ts';

/** What one request carries, on either transport. */
export type Context = { req: Request; res: Response; requestInfo: RequestInfo; dependencies: Dependencies };

/** One call: how its input is read, and its place in a batch. */
export type Call = { readInput: ReadInput; batchIndex: number };

/** Serves one call of an operation, from the token to the answer that its contract allows. */
export type Operation = (context: Context, call: Call) => Promise<unknown>;

/** What a router adds to the checks of a contract. */
export type InputChecks = {
  /** For operations with an `{id}`: whether that row exists, asked when the body is at fault. */
  row?: RowExists;
  /** Finds faults of an input that its schema has refused, beyond those of the schema. */
  extraFaults?: (scope: Scope, input: unknown) => Promise<FieldFault[]>;
};

/** The scope of an operation; one that is open to anyone has none, and reads nothing of a tenant. */
type ScopeFor<A extends Access> = A extends 'anyone' ? null : Scope;

/** The work of an operation, for an authorized caller and a valid input. */
export type Resolver<C extends Contract> = (call: {
  ctx: {
    scope: ScopeFor<C['access']>;
    dependencies: Dependencies;
    /** The caller's languages, the most wanted first. */
    languages: () => string[];
    /** Puts the warnings of an answer into the caller's language. */
    localizeFaults: (faults: readonly FieldFault[]) => FieldError[];
  };
  input: z.output<InputSchema<C>>;
}) => Promise<z.input<C['output']>>;

/**
 * Makes the operation of a contract, in the order of the wire contract: authenticate, authorize, read the input, validate it,
 * run, validate the output.
 *
 * Authorizing costs a round trip. The first statement of the service refuses a caller who is not live and a row that does not
 * exist by itself, so `authorize` is called only before a costly form is read, and before the answer says that the body is at
 * fault.
 */
export const operationOf = <C extends Contract>(
  contract: C,
  { row, extraFaults }: InputChecks,
  resolve: Resolver<C>,
): Operation => {
  const schema = inputSchemaOf(contract);
  const fromText = textReader(schema);

  const run = ({ req, res, dependencies }: Context, scope: Scope | null, input: unknown) => {
    const ctx = {
      // Scope and schema are those of the types: a conditional type cannot be followed through a conditional value.
      scope: scope as ScopeFor<C['access']>,
      dependencies,
      languages: () => languagesOf(req),
      localizeFaults: (faults: readonly FieldFault[]) => localizeFor(req, res, faults),
    };
    return resolve({ ctx, input: input as z.output<InputSchema<C>> });
  };

  return async (context, { readInput, batchIndex }) => {
    const { req, res, requestInfo, dependencies } = context;
    const scope = await authenticate(req, contract.access, requestInfo, dependencies);
    return withWriteLimits(contract, scope, dependencies, async (countUpload) => {
      let raw: RawCall = { input: undefined };
      const authorizeCall = () => authorize(scope, contract);
      const authorizeRow = () => authorize(scope, contract, req.params.id ?? idOf(raw.input), row);
      try {
        const key = contract.idempotent ? idempotencyKey(req) : undefined;
        // A retry gets the first answer even where the row no longer exists: only the write can tell.
        const beforeBody = key === undefined ? authorizeRow : authorizeCall;
        raw = await readInput({ contract, schema, fromText, beforeBody, batchIndex });
        const input = validateInput(schema, raw);
        await countUpload(input);
        const result =
          key === undefined || !scope
            ? await run(context, scope, input)
            : await runOnce({ contract, key, input, scope, res, at: dependencies.now() }, (keyed, fields) =>
                run(context, keyed, fields),
              );
        return validateOutput(contract, result);
      } catch (error) {
        if (isInputFault(error)) await authorizeRow();
        if (!(error instanceof InputError && extraFaults && scope)) throw error;
        throw new InputError(error.error, raw, await extraFaults(scope, raw.input));
      } finally {
        // The next start removes a file that cannot be removed now.
        await raw.discard?.().catch((error) => dependencies.logger.warn({ err: error }, 'an upload was left behind'));
      }
    });
  };
};

const localizeFor = (req: Request, res: Response, faults: readonly FieldFault[]): FieldError[] => {
  const language = languageOfMessages(req);
  setContentLanguage(res, language);
  return localizeFaults(faults, language);
};

const idOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined;
