import { isUtf8 } from 'node:buffer';
import { AppError } from '@doorstep/contracts/errors';
import express, { type Request, type Response } from 'express';
import { readWithin } from './body-limit.ts';

const maxJsonBytes = 100_000;
const byteOrderMark = Buffer.from('\uFEFF');

const parseJson = express.json({
  limit: maxJsonBytes,
  strict: false,
  verify: (_req, _res, bytes) => {
    // Decoding would replace the bad bytes, and the client would find other text than it sent.
    if (!isUtf8(bytes)) throw new AppError('malformed_request', { detail: { key: 'body_not_utf8' } });
    // The parser takes a body that decodes to nothing for an empty object.
    if (bytes.length === 0 || bytes.equals(byteOrderMark)) {
      throw new AppError('malformed_request', { detail: { key: 'body_without_json' } });
    }
  },
});

/**
 * The kind of body a request brings, or null for none; an empty one is none, whatever its type. Throws
 * `unsupported_media_type` for one this operation does not take.
 */
export const bodyKind = async (req: Request, takesFiles: boolean): Promise<'json' | 'multipart' | null> => {
  if (!(await hasBody(req))) return null;
  const kinds = takesFiles ? ['application/json', 'multipart/form-data'] : ['application/json'];
  switch (req.is(kinds)) {
    case 'application/json':
      if (!/^utf-?8$/i.test(charsetOf(req)))
        throw new AppError('unsupported_media_type', { detail: { key: 'json_is_utf8' } });
      return 'json';
    case 'multipart/form-data':
      return 'multipart';
    default:
      throw new AppError('unsupported_media_type', { detail: { key: 'send_type', types: kinds } });
  }
};

/** Whether a body has any byte; one that comes in chunks says so only by the first of them. */
const hasBody = async (req: Request): Promise<boolean> => {
  if (req.headers['transfer-encoding'] === undefined) return Number(req.headers['content-length'] ?? 0) > 0;
  if (!req.complete && req.readableLength === 0) await somethingArrives(req);
  return req.readableLength > 0;
};

const somethingArrives = async (req: Request): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    req.once('readable', resolve).once('error', (cause) => reject(new AppError('malformed_request', { cause })));
  });
};

const charsetOf = ({ headers }: Request): string =>
  /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';

/** Reads a JSON object (RFC 8259, UTF-8, at most 100 kB). Throws `malformed_request`, `payload_too_large`. */
export const readJson = async (req: Request, res: Response): Promise<Record<string, unknown>> => {
  const refusal = () => new AppError('payload_too_large');
  await readWithin(req, { maxBytes: maxJsonBytes, refusal }, async () => {
    await new Promise<void>((resolve, reject) => {
      parseJson(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
    });
  });
  const body: unknown = req.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('malformed_request', { detail: { key: 'body_no_object' } });
  }
  return { ...body };
};
