import type { Contract } from '@doorstep/contracts/contract';
import { Upload } from '@doorstep/contracts/upload';
import type { Scope } from '@doorstep/database/scope';
import type { Dependencies } from '../server/dependencies.ts';
import type { RateLimit } from './rate-limits.ts';

type Deps = Pick<Dependencies, 'rateLimits' | 'tenantLimits'>;

/**
 * Counts a call that writes the customer's own data; answers how to take that back. Throws `rate_limited`.
 */
export const countWrite = async (
  { idempotent }: Contract,
  scope: Scope | null,
  { rateLimits, tenantLimits }: Deps,
): Promise<() => Promise<void>> => {
  if (!idempotent || !scope) return async () => {};
  const { writes_per_customer: limit } = await tenantLimits(scope);
  const write: RateLimit = { window: 'write', subject: subjectOf(scope), limit };
  await rateLimits.take(write);
  return () => rateLimits.giveBack(write);
};

/** Counts an input with a file before that is decoded; answers how to take that back. Throws `rate_limited`. */
export const countUpload = async (
  scope: Scope | null,
  { rateLimits, tenantLimits }: Deps,
  input: Readonly<Record<string, unknown>>,
): Promise<() => Promise<void>> => {
  if (!scope || !Object.values(input).some((value) => value instanceof Upload)) return async () => {};
  const { uploads_per_customer: limit } = await tenantLimits(scope);
  const upload: RateLimit = { window: 'upload', subject: subjectOf(scope), limit };
  await rateLimits.take(upload);
  return () => rateLimits.giveBack(upload);
};

const subjectOf = ({ caller: { tenantId, userId } }: Scope): string[] => [tenantId, userId ?? ''];
