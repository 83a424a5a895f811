import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Config } from '../config/env.ts';
import { bodyKind, readJson } from './body.ts';
import { versionsOfIfMatch } from './etag.ts';
import { readMultipart } from './multipart.ts';
import { formNames, nestLocation } from './text-input.ts';

/** The input of a call before its schema validates it. */
export type RawCall = {
  input: unknown;
  /** True for the input of a form, whose fields do not nest. */
  flat?: true;
  /** Deletes the temporary files of the input. */
  discard?: () => Promise<void>;
};

/** Reads the input of one call. Calls `beforeBody` to authorize caller and row before it reads a form, which is costly. */
export type ReadInput = (call: {
  contract: Contract;
  /** The schema of tRPC input: the contract's input and `expected_version`. */
  schema: z.ZodObject;
  fromText: (values: Record<string, unknown>) => Record<string, unknown>;
  beforeBody: () => Promise<void>;
  /** The position of the call in its batch. */
  batchIndex: number;
}) => Promise<RawCall>;
type Call = Parameters<ReadInput>[0];

/** Reads the input of a REST call from path, query or body, and `If-Match`. */
export const restInput =
  (req: Request, res: Response, config: Config): ReadInput =>
  async (call) => {
    const { contract, fromText } = call;
    const expected = contract.precondition ? versionsOfIfMatch(req.headers['if-match']) : undefined;
    const { input, ...rest } = hasBody(contract)
      ? await readBody(req, res, config, { ...call, schema: contract.input })
      : { input: fromText(req.query) };
    // REST takes the expected version from If-Match alone; a field of that name is unknown and therefore ignored.
    const { expected_version: _, ...fields } = input;
    return { ...rest, input: { ...fields, ...req.params, ...(expected && { expected_version: expected }) } };
  };

/**
 * Reads the input of a tRPC mutation with the readers and limits of REST.
 * The calls of a batch share one JSON body, which holds the input of each call under its index.
 */
export const trpcInput = (req: Request, res: Response, config: Config, batched: boolean): ReadInput => {
  if (!batched) return (call) => readBody(req, res, config, call);
  let inputs: Promise<Record<string, unknown>> | undefined;
  return async ({ batchIndex, contract }) => {
    inputs ??= readBatch(req, res);
    const input = (await inputs)[batchIndex];
    if (contract.files && isEmptyObject(input))
      throw new AppError('malformed_request', { detail: { key: 'batch_form_missing' } });
    return { input };
  };
};

/** Detects a form that tRPC's batch link has serialized: JSON turns `FormData` into `{}`, which loses every field. */
const isEmptyObject = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && Object.keys(input).length === 0;

const readBatch = async (req: Request, res: Response): Promise<Record<string, unknown>> =>
  (await bodyKind(req, false)) === null ? {} : readJson(req, res);

const hasBody = ({ rest: { method } }: Contract): boolean => method !== 'GET' && method !== 'DELETE';

type Fields = RawCall & { input: Record<string, unknown> };

const readBody = async (req: Request, res: Response, config: Config, call: Call): Promise<Fields> => {
  switch (await bodyKind(req, Boolean(call.contract.files))) {
    case 'multipart':
      return readForm(req, config, call);
    case 'json':
      return { input: await readJson(req, res) };
    case null:
      return { input: {} };
  }
};

const readForm = async (
  req: Request,
  config: Config,
  { contract, schema, fromText, beforeBody }: Call,
): Promise<Fields> => {
  await beforeBody();
  const fileFields = contract.files ?? [];
  const { values, cleanup } = await readMultipart(req, {
    fileFields,
    textFields: formNames(schema).filter((field) => !fileFields.includes(field) && !(field in req.params)),
    tempDir: config.uploadDir,
    maxFileBytes: contract.maxFileBytes ?? config.uploadMaxBytes,
  });
  const fields = fromText(values);
  return { input: 'location' in schema.shape ? nestLocation(fields) : fields, flat: true, discard: cleanup };
};
