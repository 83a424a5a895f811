import type { Contract } from '@doorstep/contracts/contract';
import { Upload } from '@doorstep/contracts/upload';
import type { Scope } from '@doorstep/database/scope';
import type { Dependencies } from '../server/dependencies.ts';
import { toAppError } from './problem.ts';
import type { RateLimit } from './rate-limits.ts';

type Deps = Pick<Dependencies, 'rateLimits' | 'tenantLimits'>;

/** Counts an input with a file before the file is decoded. Throws `rate_limited`. */
export type CountUpload = (input: Readonly<Record<string, unknown>>) => Promise<void>;

/** Staff and keys count for themselves and for each customer, so that they cannot use up the writes of the customer. */
const subjectOf = ({ caller: { tenantId, userId, actingAs } }: Scope): string[] => [
  tenantId,
  userId ?? '',
  ...(actingAs?.id ? [actingAs.id] : []),
];

/**
 * Counts a call that writes the data of a customer, and uncounts it if the server or the session is at fault.
 * Throws `rate_limited`.
 */
export const withWriteLimits = async <T>(
  { idempotent }: Contract,
  scope: Scope | null,
  { rateLimits, tenantLimits }: Deps,
  work: (countUpload: CountUpload) => Promise<T>,
): Promise<T> => {
  if (!scope) return work(async () => {});
  const subject = subjectOf(scope);
  let write: RateLimit | undefined;
  let upload: RateLimit | undefined;
  const { userId, actingAs } = scope.caller;
  // A key has a rate of its own.
  if (idempotent && userId !== null && actingAs?.kind !== 'key') {
    write = { window: 'write', subject, limit: (await tenantLimits(scope)).writes_per_customer };
    await rateLimits.consume(write);
  }
  try {
    return await work(async (input) => {
      if (!Object.values(input).some((value) => value instanceof Upload)) return;
      const limit: RateLimit = { window: 'upload', subject, limit: (await tenantLimits(scope)).uploads_per_customer };
      await rateLimits.consume(limit);
      upload = limit;
    });
  } catch (error) {
    const { status, detail } = toAppError(error);
    // An ended session or a server error must not use up the customer's writes.
    if (write && (status === 401 || status >= 500)) await rateLimits.refund(write);
    // The customer sends an image again that could not be stored. A failed decoding counts, because it is costly.
    if (upload && detail?.key.startsWith('storage_')) await rateLimits.refund(upload);
    throw error;
  }
};
