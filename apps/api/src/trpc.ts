import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import { rowId } from '@doorstep/contracts/text';
import type { Origin } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import { initTRPC, type TRPCError } from '@trpc/server';
import type { Request, Response } from 'express';
import { ZodError, z } from 'zod';
import type { Dependencies } from './dependencies.ts';
import { assertLive, scopeOfRequest } from './http/caller.ts';
import type { RawCall, ReadInput } from './http/input.ts';
import { InputError, toAppError } from './http/problem.ts';
import { textReader } from './http/text-input.ts';

/** What one request carries, on either transport. */
export type Context = {
  req: Request;
  res: Response;
  origin: Origin;
  dependencies: Dependencies;
  /** How this call's input is read; undefined leaves it to tRPC, as for a query over tRPC. */
  readInput: ReadInput | undefined;
};

type Meta = { contract: Contract };

/** An error as tRPC sends it: the same code, faults and request id as REST, in `data`. */
export const trpcError = ({ code, status, errors, message }: AppError, requestId: string, path?: string) => ({
  // JSON-RPC's own codes for a bad request and an internal error; tRPC numbers the rest by their HTTP status.
  code: status === 400 ? -32_600 : status < 500 ? 400 - status - 32_000 : -32_603,
  message,
  data: { code, httpStatus: status, errors, request_id: requestId, ...(path !== undefined && { path }) },
});

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    errorFormatter: ({ shape, error, ctx }) =>
      trpcError(toAppError(error), ctx?.origin.requestId ?? '', shape.data.path),
  });

export const router = t.router;

/** Whether a row that a request names is there for this caller. */
type RowExists = (scope: Scope, id: string) => Promise<boolean>;

/** tRPC has no If-Match: the version a change was based on, or any of several, stands in the input. */
const precondition = { expected_version: z.union([z.int(), z.array(z.int())]).optional() };

/**
 * Binds a contract to both transports: who may call, what comes in, what goes out.
 * A request is judged in the order of the wire contract: token, tenant, role, row, body. On the way that goes well the
 * first statement of the service judges session, tenant and row by itself; only a faulty body makes it worth asking first.
 *
 * @param row For operations with an `{id}`: whether that row exists, asked when the body is at fault.
 */
export const implement = <C extends Contract>(contract: C, options: { row?: RowExists } = {}) => {
  const schema = fieldsOf(contract);
  const fromText = textReader(schema);
  return t.procedure
    .meta({ contract })
    .use(async ({ ctx, next }) =>
      next({ ctx: { scope: await scopeOfRequest(ctx.req.headers, contract.access, ctx.origin, ctx.dependencies) } }),
    )
    .use(async ({ ctx, getRawInput, batchIndex, next }) => {
      let call: RawCall = { input: undefined };
      const admit = () => admitCaller(ctx.scope, ctx.req.params.id ?? idOf(call.input), options.row);
      try {
        const result = await next({
          getRawInput: async () => {
            call = await (ctx.readInput?.({ contract, schema, fromText, admit, batchIndex }) ??
              getRawInput().then((input) => ({ input })));
            return call.input;
          },
        });
        if (result.ok || !isInputFault(result.error)) return result;
        await admit();
        if (result.error.cause instanceof ZodError) throw new InputError(result.error.cause, call);
        throw result.error;
      } finally {
        await call.discard?.();
      }
    })
    .input(inputOf(contract))
    .output(contract.output as C['output']);
};

const idOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined;

type InputOf<C extends Contract> = C extends { precondition: true }
  ? z.ZodObject<C['input']['shape'] & typeof precondition>
  : keyof C['input']['shape'] extends never
    ? z.ZodOptional<C['input']>
    : C['input'];

/** Every field that tRPC takes. */
const fieldsOf = ({ input, precondition: conditional }: Contract): z.ZodObject =>
  conditional ? input.extend(precondition) : input;

/** A conditional type cannot be followed through a conditional value: the lines below say the same thing. */
const inputOf = <C extends Contract>(contract: C): InputOf<C> => {
  const fields = fieldsOf(contract);
  return (Object.keys(fields.shape).length === 0 ? fields.optional() : fields) as InputOf<C>;
};

/** Throws unless this caller is live and the row it names, if any, is there. */
const admitCaller = async (scope: Scope, id: unknown, row: RowExists | undefined): Promise<void> => {
  if (!row || id === undefined) {
    await assertLive(scope);
    return;
  }
  const known = rowId.safeParse(id);
  if (!known.success) await assertLive(scope);
  if (!known.success || !(await row(scope, known.data))) throw new AppError('not_found');
};

const isInputFault = (error: TRPCError): boolean =>
  error.code === 'BAD_REQUEST' || inputFaults.has(toAppError(error).code);

const inputFaults: ReadonlySet<string> = new Set([
  'malformed_request',
  'validation_failed',
  'payload_too_large',
  'unsupported_media_type',
]);

/** The contract a procedure was made from. */
export const contractOf = (procedure: { _def: { meta?: unknown } }): Contract => {
  const { meta } = procedure._def;
  if (typeof meta === 'object' && meta !== null && 'contract' in meta) return (meta as Meta).contract;
  throw new Error('A procedure was made without implement()');
};
