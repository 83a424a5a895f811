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
    // Decoding would replace invalid bytes, and the API would store different text than the client sent.
    if (!isUtf8(bytes)) throw new AppError('malformed_request', { detail: { key: 'body_not_utf8' } });
    // The parser reads a body without characters as an empty object.
    if (bytes.length === 0 || bytes.equals(byteOrderMark)) {
      throw new AppError('malformed_request', { detail: { key: 'body_without_json' } });
    }
  },
});

/**
 * Returns the kind of the request's body, or null when the body is missing or empty.
 * Throws `unsupported_media_type` for a kind that the operation does not accept.
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

/** Returns whether a body has any byte. A chunked body has no length, so this waits for its first chunk. */
const hasBody = async (req: Request): Promise<boolean> => {
  if (req.headers['transfer-encoding'] === undefined) return Number(req.headers['content-length'] ?? 0) > 0;
  if (!req.complete && req.readableLength === 0) await firstChunk(req);
  return req.readableLength > 0;
};

const firstChunk = async (req: Request): Promise<void> => {
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
    throw new AppError('malformed_request', { detail: { key: 'body_not_object' } });
  }
  return { ...body };
};
