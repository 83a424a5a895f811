import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import type { Request, Response } from 'express';
import type { Config } from '../env.ts';
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

/** Reads the input of one call. `admit` judges caller and row first, where reading is costly. */
export type ReadInput = (call: {
  contract: Contract;
  fromText: (values: Record<string, unknown>) => Record<string, unknown>;
  admit: () => Promise<void>;
}) => Promise<RawCall>;

/** The input of a REST call: path, query or body, and `If-Match`. */
export const restInput =
  (req: Request, res: Response, config: Config): ReadInput =>
  async (call) => {
    const { contract, fromText } = call;
    const expected = contract.precondition ? versionsOfIfMatch(req.headers['if-match']) : undefined;
    const { input, ...rest } = hasBody(contract)
      ? await readBody(req, res, config, call)
      : { input: fromText(req.query) };
    // The version is If-Match's to say: a field of that name is unknown to REST, and what is unknown is ignored.
    const { expected_version: _, ...fields } = input;
    return { ...rest, input: { ...fields, ...req.params, ...(expected && { expected_version: expected }) } };
  };

/** The input of a tRPC call that carries a file: the same reader, the same limits. */
export const formInput =
  (req: Request, config: Config): ReadInput =>
  (call) => {
    if (!call.contract.files) throw new AppError('unsupported_media_type', { detail: 'This call takes no files.' });
    return readForm(req, config, call);
  };

const hasBody = ({ rest: { method } }: Contract): boolean => method !== 'GET' && method !== 'DELETE';

type Fields = RawCall & { input: Record<string, unknown> };

const readBody = async (
  req: Request,
  res: Response,
  config: Config,
  call: Parameters<ReadInput>[0],
): Promise<Fields> => {
  switch (bodyKind(req, Boolean(call.contract.files))) {
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
  { contract, fromText, admit }: Parameters<ReadInput>[0],
): Promise<Fields> => {
  await admit();
  const fileFields = contract.files ?? [];
  const { values, cleanup } = await readMultipart(req, {
    fileFields,
    textFields: formNames(contract.input).filter((field) => !fileFields.includes(field) && !(field in req.params)),
    tempDir: config.uploadDir,
    maxFileBytes: config.uploadMaxBytes,
  });
  const fields = fromText(values);
  return { input: 'location' in contract.input.shape ? nestLocation(fields) : fields, flat: true, discard: cleanup };
};
