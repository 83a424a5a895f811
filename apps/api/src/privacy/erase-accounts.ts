import type { Database } from '@doorstep/database/database';
import { v7 as uuidv7 } from 'uuid';
import type { Dependencies } from '../server/dependencies.ts';

type Deps = Pick<Dependencies, 'database' | 'media' | 'logger'>;
type Account = { tenantId: string; id: string };

const batchSize = 100;

/** Erases every account whose date has come, each in a transaction of its own; one that fails is left for the next hour. */
export const eraseDueAccounts = async ({ database, media, logger }: Deps): Promise<void> => {
  for (;;) {
    let erased = 0;
    for (const account of await dueAccounts(database)) {
      try {
        if (!(await eraseAccount(database, account))) continue;
        erased += 1;
        // No grace period for backups here. What cannot be deleted now is swept later.
        await media
          .deleteAll({ tenantId: account.tenantId, userId: account.id })
          .catch((error) => logger.error({ err: error, user: account.id }, 'files of an erased account are left'));
      } catch (error) {
        logger.error({ err: error, user: account.id }, 'an account could not be erased');
      }
    }
    if (erased > 0) logger.info({ accounts: erased }, 'erased accounts whose date had come');
    if (erased < batchSize) return;
  }
};

// By the database's clock, which erase_customer() goes by too.
const dueAccounts = ({ maintenance }: Database): Promise<Account[]> =>
  maintenance(
    (tx) => tx.$queryRaw<Account[]>`
      SELECT tenant_id AS "tenantId", id FROM users WHERE erase_at <= now() ORDER BY erase_at LIMIT ${batchSize}`,
  );

/** Deletes the rows and writes the event of it; answers false where the erasure was called off meanwhile. */
const eraseAccount = async ({ maintenance }: Database, { tenantId, id }: Account): Promise<boolean> => {
  const [row] = await maintenance(
    (tx) => tx.$queryRaw<{ counts: unknown }[]>`
      SELECT erase_customer(${tenantId}::uuid, ${id}::uuid, ${uuidv7()}::uuid, ${uuidv7()}::uuid) AS counts`,
  );
  return row?.counts !== null;
};
