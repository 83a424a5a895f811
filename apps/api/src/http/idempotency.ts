import { createHash } from 'node:crypto';
import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import { Upload } from '@doorstep/contracts/upload';
import type { IdempotentRequest } from '@doorstep/database/idempotency';
import type { Scope } from '@doorstep/database/scope';
import { sortedKeys } from '@doorstep/database/sorted-keys';
import type { Request, Response } from 'express';
import { dayMs } from '../config/durations.ts';

const keyPattern = /^[\x20-\x7E]{1,255}$/;

type Input = Readonly<Record<string, unknown>>;

/**
 * Returns the `Idempotency-Key` of a request, or undefined. Throws `malformed_request` unless the header occurs once and has
 * 1 to 255 printable ASCII characters.
 */
export const idempotencyKey = ({ headers, headersDistinct }: Request): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && headersDistinct['idempotency-key']?.length === 1 && keyPattern.test(key)) return key;
  throw new AppError('malformed_request', { detail: { key: 'idempotency_key_malformed' } });
};

type Keyed = { contract: Contract; key: string; input: Input; scope: Scope; res: Response; at: Date };

/**
 * Runs a request with a key in a scope that writes once for all attempts. Sets `Idempotency-Replayed` if this attempt repeats
 * an earlier one. Throws ScopeError `key_reused` or `key_busy`, and the errors of `run`.
 */
export const runOnce = async <T>(
  { contract, key, input, scope, res, at }: Keyed,
  run: (scope: Scope, input: Input) => Promise<T>,
): Promise<T> => {
  const request = requestOf(contract, key, input, at);
  const files = Object.entries(input).filter(([, value]) => value instanceof Upload);
  const keyedScope = await scope.withIdempotencyKey(request, { checkFirst: files.length > 0 });
  // A replayed request writes nothing, so its images need not be decoded and stored.
  const replayedFiles = request.outcome === 'replayed' ? files.map(([field]) => [field, undefined]) : [];
  const result = await run(keyedScope, { ...input, ...Object.fromEntries(replayedFiles) });
  if (request.outcome === 'replayed') res.setHeader('Idempotency-Replayed', 'true');
  return result;
};

/**
 * Identifies a request by its operation and parsed fields. Transport, trailing slash and expected version do not count.
 */
const requestOf = ({ rest }: Contract, key: string, input: Input, at: Date): IdempotentRequest => {
  const { expected_version: _, ...fields } = input;
  const hash = createHash('sha256').update(`${rest.method} ${rest.path}\n${JSON.stringify(fields, canonical)}`);
  return {
    key,
    hash: new Uint8Array(hash.digest()),
    at,
    expiresAt: new Date(at.getTime() + dayMs),
    outcome: 'open',
  };
};

/** Replaces files by their digests and sorts fields, so that equal requests have equal JSON. */
const canonical = (field: string, value: unknown): unknown =>
  value instanceof Upload ? { sha256: value.sha256 } : sortedKeys(field, value);
