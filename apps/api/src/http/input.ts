import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Config } from '../config/env.ts';
import { bodyKind, readJson } from './body.ts';
import { versionsOfIfMatch } from './etag.ts';
import { readMultipart } from './multipart.ts';
import { formNames, nestLocation } from './text-input.ts';

/** What a call brought, before its schema has judged it. */
export type RawCall = {
  input: unknown;
  /** It came as a form, whose fields do not nest. */
  flat?: true;
  /** Removes the temporary files the input names. */
  discard?: () => Promise<void>;
};

/** Reads the input of one call. `beforeBody` authorizes caller and row first, where reading is costly. */
export type ReadInput = (call: {
  contract: Contract;
  /** What tRPC takes: the contract's input, and the version it expects. */
  schema: z.ZodObject;
  fromText: (values: Record<string, unknown>) => Record<string, unknown>;
  beforeBody: () => Promise<void>;
  /** Which call of a batch it is. */
  batchIndex: number;
}) => Promise<RawCall>;
type Call = Parameters<ReadInput>[0];

/** The input of a REST call: path, query or body, and `If-Match`. */
export const restInput =
  (req: Request, res: Response, config: Config): ReadInput =>
  async (call) => {
    const { contract, fromText } = call;
    const expected = contract.precondition ? versionsOfIfMatch(req.headers['if-match']) : undefined;
    const { input, ...rest } = hasBody(contract)
      ? await readBody(req, res, config, { ...call, schema: contract.input })
      : { input: fromText(req.query) };
    // The version is If-Match's to say: a field of that name is unknown to REST, and what is unknown is ignored.
    const { expected_version: _, ...fields } = input;
    return { ...rest, input: { ...fields, ...req.params, ...(expected && { expected_version: expected }) } };
  };

/**
 * The input of a tRPC mutation, with the readers and limits of REST. The calls of a batch share one body, a JSON object
 * that holds the input of each under its index.
 */
export const trpcInput = (req: Request, res: Response, config: Config, batched: boolean): ReadInput => {
  if (!batched) return (call) => readBody(req, res, config, call);
  let inputs: Promise<Record<string, unknown>> | undefined;
  return async ({ batchIndex, contract }) => {
    inputs ??= readBatch(req, res);
    const input = (await inputs)[batchIndex];
    if (contract.files && isEmptyObject(input))
      throw new AppError('malformed_request', { detail: { key: 'batch_lost_form' } });
    return { input };
  };
};

/** What JSON makes of a form: a batch link of tRPC's client sends it so, and all of its fields would be lost. */
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
    maxFileBytes: config.uploadMaxBytes,
  });
  const fields = fromText(values);
  return { input: 'location' in schema.shape ? nestLocation(fields) : fields, flat: true, discard: cleanup };
};
