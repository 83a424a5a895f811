import type { ErrorCode } from '@doorstep/contracts/errors';
import type { Database } from '@doorstep/database/database';
import type { Background } from '../server/background.ts';

/** A customer or member of staff whose token was verified. */
export type AuthenticatedCaller = { tenantId: string; userId: string };

/** Counts the refusal of a caller when its code may indicate probing. */
export type CountRefusal = (caller: AuthenticatedCaller, code: ErrorCode) => void;

type Refusal = AuthenticatedCaller & { kind: ErrorCode; count: number };

const countedCodes: ReadonlySet<ErrorCode> = new Set(['permission_denied', 'not_found', 'tenant_mismatch']);

/**
 * Counts refusals by user and hour. One write runs at a time, and the next write contains all refusals since the last one.
 * Therefore a flood of refusals costs one connection, and one row for each user, kind and hour.
 */
export const createRefusalCounts = ({
  database,
  background,
}: {
  database: Database;
  background: Background;
}): CountRefusal => {
  let pending = new Map<string, Refusal>();
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    try {
      while (pending.size > 0) {
        const refusals = [...pending.values()];
        pending = new Map();
        await write(database, refusals);
      }
    } finally {
      isWriting = false;
    }
  };
  return ({ tenantId, userId }, kind) => {
    if (!countedCodes.has(kind)) return;
    const key = `${tenantId} ${userId} ${kind}`;
    const count = (pending.get(key)?.count ?? 0) + 1;
    pending.set(key, { tenantId, userId, kind, count });
    if (isWriting) return;
    isWriting = true;
    background.run(writeAll);
  };
};

// The fixed order prevents deadlocks between servers. The join skips users who have been erased.
const write = (database: Database, refusals: readonly Refusal[]): Promise<unknown> => {
  const column = <K extends keyof Refusal>(name: K): Refusal[K][] => refusals.map((refusal) => refusal[name]);
  return database.maintenance(
    (tx) => tx.$queryRaw`
      INSERT INTO user_refusals AS counted (tenant_id, user_id, kind, hour, count)
      SELECT u.tenant_id, u.id, r.kind, date_trunc('hour', now()), r.count
        FROM unnest(${column('tenantId')}::uuid[], ${column('userId')}::uuid[], ${column('kind')}::text[],
                    ${column('count')}::int[]) AS r (tenant_id, user_id, kind, count)
        JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.user_id
       ORDER BY 1, 2, 3
      ON CONFLICT (tenant_id, user_id, kind, hour) DO UPDATE SET count = counted.count + excluded.count`,
  );
};
