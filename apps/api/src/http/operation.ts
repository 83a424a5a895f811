import type { Access, Contract } from '@doorstep/contracts/contract';
import type { FieldError, FieldFault } from '@doorstep/contracts/errors';
import type { TenantInput, TenantOutput } from '@doorstep/contracts/on-behalf';
import type { RequestInfo } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Dependencies } from '../server/dependencies.ts';
import { authenticate } from './authenticate.ts';
import { authorize, type RowExists } from './authorize.ts';
import { customerScope } from './customer-scope.ts';
import { idempotencyKey, runOnce } from './idempotency.ts';
import type { RawCall, ReadInput } from './input.ts';
import { languageOfMessages, languagesOf } from './languages.ts';
import { InputError, localizeFaults, setContentLanguage } from './problem.ts';
import { textReader } from './text-input.ts';
import { type InputSchema, inputSchemaOf, isInputFault, validateInput, validateOutput } from './validation.ts';
import { withWriteLimits } from './write-limits.ts';

/** The request and its dependencies, for REST and tRPC alike. */
export type Context = { req: Request; res: Response; requestInfo: RequestInfo; dependencies: Dependencies };

/** One call: the reader of its input, and its position in a batch. */
type Call = { readInput: ReadInput; batchIndex: number };

/** Serves one call of an operation, from authentication to the validated output. */
export type Operation = (context: Context, call: Call) => Promise<unknown>;

/** Checks that a router adds to those of its contract. */
export type InputChecks = {
  /** For operations with an `{id}`: checks that the row exists before the answer reports faults of the body. */
  row?: RowExists;
  /** Finds further faults of an input that its schema has rejected. */
  extraFaults?: (scope: Scope, input: unknown) => Promise<FieldFault[]>;
};

/** The scope of an operation. An operation that is open to anyone has none and reads no tenant data. */
type ScopeFor<A extends Access> = A extends 'anyone' ? null : Scope;

/**
 * Runs an operation for an authenticated caller and a valid input. A customer gives no fields of `forTenant`, and the output
 * schema drops them from the answer to a customer.
 */
export type Resolver<C extends Contract> = (call: {
  ctx: {
    scope: ScopeFor<C['access']>;
    dependencies: Dependencies;
    /** The caller's languages in order of preference. */
    languages: () => string[];
    /** Translates the warnings of an answer into the caller's language. */
    localizeFaults: (faults: readonly FieldFault[]) => FieldError[];
  };
  input: OperationInput<C>;
}) => Promise<z.input<TenantOutput<C>>>;

type OperationInput<C extends Contract> = z.output<InputSchema<C>> & Partial<z.output<z.ZodObject<TenantInput<C>>>>;

/**
 * Makes the operation of a contract. Its steps follow the wire contract: authenticate, authorize, read the input, validate it,
 * run, validate the output.
 *
 * `authorize` costs a round trip, and the first statement of the service checks caller and row anyway. Therefore it runs only
 * before a form is read, which is costly, and before the answer reports a fault of the body.
 */
export const operationOf = <C extends Contract>(
  contract: C,
  { row, extraFaults }: InputChecks,
  resolve: Resolver<C>,
): Operation => {
  const schema = inputSchemaOf(contract);
  const fromText = textReader(schema);

  /** Services read the customer from the scope. Their input is that of the customer's own call. */
  const inputOf = (raw: RawCall): Record<string, unknown> => {
    const input = validateInput(schema, raw);
    if (!contract.onBehalf) return input;
    const { customer_id: _, ...ownInput } = input;
    return ownInput;
  };

  const run = ({ req, res, dependencies }: Context, scope: Scope | null, input: unknown) => {
    const ctx = {
      // TypeScript cannot relate the conditional types of scope and schema to the conditions of these values.
      scope: scope as ScopeFor<C['access']>,
      dependencies,
      languages: () => languagesOf(req),
      localizeFaults: (faults: readonly FieldFault[]) => localizeFor(req, res, faults),
    };
    return resolve({ ctx, input: input as OperationInput<C> });
  };

  /** Serves a call of an authenticated caller. */
  const serve = async (context: Context, scope: Scope | null, { readInput, batchIndex }: Call): Promise<unknown> => {
    const { req, res, dependencies } = context;
    return withWriteLimits(contract, scope, dependencies, async (countUpload) => {
      let raw: RawCall = { input: undefined };
      const authorizeCall = () => authorize(scope);
      const authorizeRow = () => authorize(scope, req.params.id ?? fieldOf(raw.input, 'id'), row);
      try {
        const key = contract.idempotent ? idempotencyKey(req) : undefined;
        // A retry gets the first answer even if the row has since been deleted, and only the write detects a retry.
        const beforeBody = key === undefined ? authorizeRow : authorizeCall;
        raw = await readInput({ contract, schema, fromText, beforeBody, batchIndex });
        const input = inputOf(raw);
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
        await discard(raw, dependencies);
      }
    });
  };

  /**
   * Serves a call on behalf of the customer whom it names: REST in the path, tRPC in the input. That input is therefore read
   * first, when only the permission of the caller is known.
   */
  const serveOnBehalf = async (context: Context, scope: Scope, call: Call): Promise<unknown> => {
    const { req, dependencies } = context;
    const inPath = req.params.customer_id;
    if (inPath !== undefined) return serve(context, customerScope(dependencies, scope, inPath), call);
    const authorizeCall = () => authorize(scope);
    let raw: RawCall = { input: undefined };
    try {
      raw = await call.readInput({
        contract,
        schema,
        fromText,
        beforeBody: authorizeCall,
        batchIndex: call.batchIndex,
      });
      const { discard: _, ...read } = raw;
      const readAgain: ReadInput = async ({ beforeBody }) => {
        // The file of a form is decoded next, which is costly.
        if (read.flat) await beforeBody();
        return read;
      };
      const id = fieldOf(raw.input, 'customer_id');
      if (id === undefined) validateInput(schema, raw);
      return await serve(context, customerScope(dependencies, scope, id), { ...call, readInput: readAgain });
    } catch (error) {
      if (isInputFault(error)) await authorizeCall();
      throw error;
    } finally {
      await discard(raw, dependencies);
    }
  };

  return async (context, call) => {
    const { req, requestInfo, dependencies } = context;
    const scope = await authenticate(req, contract.access, requestInfo, dependencies);
    return contract.onBehalf && scope ? serveOnBehalf(context, scope, call) : serve(context, scope, call);
  };
};

/** Deletes the temporary files of an input. The next start deletes a file that cannot be deleted now. */
const discard = async (raw: RawCall, { logger }: Dependencies): Promise<void> => {
  await raw.discard?.().catch((error) => logger.warn({ err: error }, 'an upload was left behind'));
};

const localizeFor = (req: Request, res: Response, faults: readonly FieldFault[]): FieldError[] => {
  const language = languageOfMessages(req);
  setContentLanguage(res, language);
  return localizeFaults(faults, language);
};

const fieldOf = (input: unknown, field: string): unknown =>
  typeof input === 'object' && input !== null && field in input ? (input as Record<string, unknown>)[field] : undefined;
