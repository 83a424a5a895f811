import type { Access, Contract } from '@doorstep/contracts/contract';
import { AppError, type FieldError, type FieldFault } from '@doorstep/contracts/errors';
import { rowId } from '@doorstep/contracts/text';
import type { RequestInfo } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { requireStaff } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { assertLive, scopeOfRequest } from './caller.ts';
import { idempotencyKey, runOnce } from './idempotency.ts';
import type { RawCall, ReadInput } from './input.ts';
import { languageOfMessages, languagesOf } from './languages.ts';
import { InputError, localizeFaults, setContentLanguage, toAppError } from './problem.ts';
import { textReader } from './text-input.ts';
import { countUpload, countWrite } from './write-limits.ts';

/** What one request carries, on either transport. */
export type Context = { req: Request; res: Response; requestInfo: RequestInfo; dependencies: Dependencies };

/** One call: how its input is read, and which of a batch it is. */
export type Call = { readInput: ReadInput; batchIndex: number };

/** Serves one call of an operation, from the token to the answer that its contract allows. */
export type Operation = (context: Context, call: Call) => Promise<unknown>;

/** Whether a row that a request names is there for this caller. */
export type RowExists = (scope: Scope, id: string) => Promise<boolean>;

/** What else a router says of an operation's input than its contract can. */
export type InputChecks = {
  /** For operations with an `{id}`: whether that row exists, asked when the body is at fault. */
  row?: RowExists;
  /** Faults of an input that its schema has refused already, beyond those. */
  extraFaults?: (scope: Scope, input: unknown) => Promise<FieldFault[]>;
};

/** The scope in which an operation works; one that is open to anyone has none, and reads nothing of a tenant. */
type ScopeFor<A extends Access> = A extends 'anyone' ? null : Scope;

/** What a router gives: does the work, for a caller who may ask and an input that is right. */
export type Resolver<C extends Contract> = (call: {
  ctx: {
    scope: ScopeFor<C['access']>;
    dependencies: Dependencies;
    /** The caller's languages, the most wanted first. */
    languages: () => string[];
    /** Puts what an answer warns of into the words of the caller. */
    faultsInWords: (faults: readonly FieldFault[]) => FieldError[];
  };
  input: z.output<InputSchema<C>>;
}) => Promise<z.input<C['output']>>;

/** tRPC has no If-Match: the version a change was based on, or any of several, stands in the input. */
const precondition = { expected_version: z.union([z.int(), z.array(z.int())]).optional() };

/** What an operation takes: its contract's input, and the version it expects. */
export type InputSchema<C extends Contract> = C extends { precondition: true }
  ? z.ZodObject<C['input']['shape'] & typeof precondition>
  : C['input'];

/**
 * Makes the operation of a contract.
 * A request is judged in the order of the wire contract: token, tenant, role, row, body. On the way that goes well the
 * first statement of the service judges session, tenant, role and row by itself; only a faulty body makes it worth asking first.
 */
export const operationOf = <C extends Contract>(
  contract: C,
  { row, extraFaults }: InputChecks,
  resolve: Resolver<C>,
): Operation => {
  const schema: z.ZodObject = contract.precondition ? contract.input.extend(precondition) : contract.input;
  const fromText = textReader(schema);
  // An operation without fields may be called without an input.
  const nothing = Object.keys(schema.shape).length === 0 ? {} : undefined;
  return async ({ req, res, requestInfo, dependencies }, { readInput, batchIndex }) => {
    const { access } = contract;
    const scope = access === 'anyone' ? null : await scopeOfRequest(req, access, requestInfo, dependencies);
    const takeBackWrite = await countWrite(contract, scope, dependencies);
    let takeBackUpload = async () => {};
    let call: RawCall = { input: undefined };
    const authorizeCall = async () => {
      if (scope) await authorize(scope, contract);
    };
    const authorizeRow = async () => {
      if (scope) await authorize(scope, contract, req.params.id ?? idOf(call.input), row);
    };
    try {
      let result: unknown;
      try {
        const key = contract.idempotent ? idempotencyKey(req) : undefined;
        // A row may be gone since a first attempt, whose answer is owed nevertheless: only the write can tell.
        const beforeBody = key === undefined ? authorizeRow : authorizeCall;
        call = await readInput({ contract, schema, fromText, beforeBody, batchIndex });
        const input = schema.safeParse(call.input ?? nothing);
        if (!input.success) throw new InputError(input.error, call);
        takeBackUpload = await countUpload(scope, dependencies, input.data);
        const work = (own: Scope | null, fields: unknown) => {
          const ctx = {
            scope: own as ScopeFor<C['access']>,
            dependencies,
            languages: () => languagesOf(req),
            faultsInWords: (faults: readonly FieldFault[]) => localizeFaultsFor(faults, { req, res }),
          };
          // Scope and schema are those of the types: a conditional type cannot be followed through a conditional value.
          return resolve({ ctx, input: fields as z.output<InputSchema<C>> });
        };
        result = await (key === undefined || !scope
          ? work(scope, input.data)
          : runOnce({ contract, key, input: input.data, scope, res, at: dependencies.now() }, work));
      } catch (error) {
        if (inputFaults.has(toAppError(error).code)) await authorizeRow();
        if (!(error instanceof InputError && extraFaults && scope)) throw error;
        throw new InputError(error.error, call, await extraFaults(scope, call.input));
      }
      return contract.output.parse(result);
    } catch (error) {
      const { status, detail } = toAppError(error);
      // Neither a token whose session has ended nor a failure of our own must use up what its customer may write.
      if (status === 401 || status >= 500) await takeBackWrite();
      // An image that was decoded has cost what it costs, whatever became of it; one that could not be stored is sent again.
      if (detail?.key.startsWith('storage_')) await takeBackUpload();
      throw error;
    } finally {
      // The request stands as it went: a file that cannot be removed now is removed at the next start.
      await call.discard?.().catch((error) => dependencies.logger.warn({ err: error }, 'an upload was left behind'));
    }
  };
};

const localizeFaultsFor = (faults: readonly FieldFault[], { req, res }: Pick<Context, 'req' | 'res'>): FieldError[] => {
  const language = languageOfMessages(req);
  setContentLanguage(res, language);
  return localizeFaults(faults, language);
};

const idOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined;

/** Throws unless this caller is live, in the role that is asked for, and the row it names, if any, is there. */
const authorize = async (scope: Scope, { access }: Contract, id?: unknown, row?: RowExists): Promise<void> => {
  if (access === 'staff') await requireStaff(scope);
  if (!row || id === undefined) {
    await assertLive(scope);
    return;
  }
  const known = rowId.safeParse(id);
  if (!known.success) await assertLive(scope);
  if (!known.success || !(await row(scope, known.data))) throw new AppError('not_found');
};

const inputFaults: ReadonlySet<string> = new Set([
  'malformed_request',
  'validation_failed',
  'payload_too_large',
  'unsupported_media_type',
]);
