import type { Contract } from '@doorstep/contracts/contract';
import type { AppError } from '@doorstep/contracts/errors';
import type { Language } from '@doorstep/contracts/messages/catalogues';
import { type DelegableContract, isDelegable, onBehalf } from '@doorstep/contracts/on-behalf';
import { type AnyProcedure, initTRPC } from '@trpc/server';
import type { z } from 'zod';
import type { ReadInput } from './input.ts';
import { languageOfMessages } from './languages.ts';
import {
  type Context as CallContext,
  type InputChecks,
  type Operation,
  operationOf,
  type Resolver,
} from './operation.ts';
import { localizeError, toAppError } from './problem.ts';
import type { InputSchema, Validated } from './validation.ts';

/** The context of one tRPC request. */
export type Context = CallContext & {
  /** The reader of a call's input. Undefined for queries, whose input tRPC reads. */
  readInput: ReadInput | undefined;
};

export type Meta = {
  contract: Contract;
  operation: Operation;
  /** Makes the procedure that does the same on behalf of a customer, if staff and API keys may call it. */
  onBehalf?: () => AnyProcedure;
};

declare const implemented: unique symbol;
/** Says in the type of a procedure which contract it implements. */
export type Implements<C extends Contract> = { readonly [implemented]: C };

/** Makes the tRPC form of an error, with the code, faults and request id of REST in `data`. */
export const trpcError = (error: AppError, language: Language, requestId: string, path?: string) => {
  const { code, status, extension } = error;
  const { detail, errors } = localizeError(error, language);
  return {
    // 400 and 5xx have standard JSON-RPC codes; tRPC derives the other codes from the HTTP status.
    code: status === 400 ? -32_600 : status < 500 ? 400 - status - 32_000 : -32_603,
    message: detail,
    data: {
      code,
      httpStatus: status,
      errors,
      request_id: requestId,
      ...extension,
      ...(path !== undefined && { path }),
    },
  };
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    errorFormatter: ({ shape, error, ctx }) => {
      const language = ctx ? languageOfMessages(ctx.req) : 'en';
      return trpcError(toAppError(error), language, ctx?.requestInfo.requestId ?? '', shape.data.path);
    },
  });

export const router = t.router;

type Input<C extends Validated> = keyof InputSchema<C>['shape'] extends never
  ? z.ZodOptional<InputSchema<C>>
  : InputSchema<C>;

/** The input that a client passes: the fields, or `FormData` where the contract accepts files. */
export type ClientInput<C extends Validated> =
  | z.input<Input<C>>
  | (C extends { files: readonly string[] } ? FormData : never);

/** Binds a contract to both transports: REST calls the operation, tRPC calls its procedure. */
export const implement = <C extends Contract>(contract: C, checks: InputChecks = {}) => {
  type Resolve = Resolver<C>;
  const procedureOf = (kind: 'query' | 'mutation', resolve: Resolve) => {
    const operation = operationOf(contract, checks, resolve);
    const procedure = t.procedure
      .meta({
        contract,
        operation,
        ...(isDelegable(contract) && {
          onBehalf: (): AnyProcedure => implementOnBehalf(contract, checks, kind, resolve),
        }),
      })
      .use(({ ctx, getRawInput, batchIndex, next }) => {
        const readInput: ReadInput = ctx.readInput ?? (async () => ({ input: await getRawInput() }));
        return next({ ctx: { call: { readInput, batchIndex } } });
      })
      // The operation reads and validates its input, so tRPC must not.
      .use(({ next }) => next({ getRawInput: async () => undefined }))
      .input(unvalidated<ClientInput<C>>());
    return { operation, procedure };
  };
  return {
    query: (resolve: Resolve) => {
      const { operation, procedure } = procedureOf('query', resolve);
      return implementing<C>()(procedure.query(async ({ ctx }) => asOutput<C>(await operation(ctx, ctx.call))));
    },
    mutation: (resolve: Resolve) => {
      const { operation, procedure } = procedureOf('mutation', resolve);
      return implementing<C>()(procedure.mutation(async ({ ctx }) => asOutput<C>(await operation(ctx, ctx.call))));
    },
  };
};

/** Makes the procedure for a customer of staff and API keys. It runs the customer's own service in another scope. */
const implementOnBehalf = (
  contract: DelegableContract,
  checks: InputChecks,
  kind: 'query' | 'mutation',
  // TypeScript cannot relate it to the narrowed contract.
  resolve: unknown,
): AnyProcedure => implement<Contract>(onBehalf(contract), checks)[kind](resolve as Resolver<Contract>);

const implementing =
  <C extends Contract>() =>
  <P extends AnyProcedure>(procedure: P) =>
    procedure as P & Implements<C>;

/** Declares the input type for tRPC's client without validation, which is the operation's task. */
const unvalidated = <T>() => ({ parse: (value: unknown) => value }) as unknown as { _input: T; _output: T };

/** The operation has already parsed the result with the contract's output schema. */
const asOutput = <C extends Contract>(result: unknown) => result as z.output<C['output']>;

/** Returns what `implement()` has stored with a procedure. */
export const metaOf = ({ _def: { meta } }: { _def: { meta?: unknown } }): Meta => {
  if (typeof meta === 'object' && meta !== null && 'operation' in meta) return meta as Meta;
  throw new Error('A procedure was made without implement()');
};

/** Returns the contract of a procedure. */
export const contractOf = (procedure: { _def: { meta?: unknown } }): Contract => metaOf(procedure).contract;

/** Returns the operation of a procedure. */
export const operationOfProcedure = (procedure: { _def: { meta?: unknown } }): Operation => metaOf(procedure).operation;
