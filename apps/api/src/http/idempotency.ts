import { createHash } from 'node:crypto';
import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import { Upload } from '@doorstep/contracts/upload';
import type { IdempotentRequest } from '@doorstep/database/idempotency';
import type { Scope } from '@doorstep/database/scope';
import { sortedKeys } from '@doorstep/database/sorted-keys';
import type { Request, Response } from 'express';

const keptMs = 24 * 60 * 60 * 1000;
const keyPattern = /^[\x20-\x7E]{1,255}$/;

type Input = Readonly<Record<string, unknown>>;

/**
 * The `Idempotency-Key` of a request, undefined where it has none. Throws `malformed_request` unless it is given once, as 1
 * to 255 printable ASCII characters.
 */
export const idempotencyKey = ({ headers, headersDistinct }: Request): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && headersDistinct['idempotency-key']?.length === 1 && keyPattern.test(key)) return key;
  throw new AppError('malformed_request', { detail: { key: 'idempotency_key_malformed' } });
};

type Keyed = { contract: Contract; key: string; input: Input; scope: Scope; res: Response; at: Date };

/**
 * Does the work of a request with a key, in a scope that writes once for all attempts at it, and says in the answer whether
 * this attempt repeats an earlier one. Throws ScopeError `key_reused` or `key_busy`, and what the work throws.
 */
export const runOnce = async <T>(
  { contract, key, input, scope, res, at }: Keyed,
  run: (scope: Scope, input: Input) => Promise<T>,
): Promise<T> => {
  const request = requestOf(contract, key, input, at);
  const files = Object.entries(input).filter(([, value]) => value instanceof Upload);
  const own = await scope.withIdempotencyKey(request, { checkFirst: files.length > 0 });
  // Where nothing will be written, no image is to be decoded and stored.
  const dropped = request.outcome === 'replayed' ? files.map(([field]) => [field, undefined]) : [];
  const result = await run(own, { ...input, ...Object.fromEntries(dropped) });
  if (request.outcome === 'replayed') res.setHeader('Idempotency-Replayed', 'true');
  return result;
};

/**
 * What the request is, its operation and its fields say, as they were understood: the same on both transports, with or
 * without the trailing slash, and whatever version it expects.
 */
const requestOf = ({ rest }: Contract, key: string, input: Input, at: Date): IdempotentRequest => {
  const { expected_version: _, ...fields } = input;
  const hash = createHash('sha256').update(`${rest.method} ${rest.path}\n${JSON.stringify(fields, canonical)}`);
  return {
    key,
    hash: new Uint8Array(hash.digest()),
    at,
    expiresAt: new Date(at.getTime() + keptMs),
    outcome: 'open',
  };
};

/** A file is what is in it; fields have no order. */
const canonical = (field: string, value: unknown): unknown =>
  value instanceof Upload ? { sha256: value.sha256 } : sortedKeys(field, value);
