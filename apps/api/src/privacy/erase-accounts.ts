import type { Database } from '@doorstep/database/database';
import { v7 as uuidv7 } from 'uuid';
import type { Dependencies } from '../server/dependencies.ts';

type Deps = Pick<Dependencies, 'database' | 'media' | 'logger'>;
type Account = { tenantId: string; id: string };

const batchSize = 100;

/** Erases every due account in its own transaction. An account that fails is retried an hour later. */
export const eraseDueAccounts = async ({ database, media, logger }: Deps): Promise<void> => {
  for (;;) {
    let erased = 0;
    for (const account of await dueAccounts(database)) {
      try {
        if (!(await eraseAccount(database, account))) continue;
        erased += 1;
        // Without a grace period for backups. The sweep deletes files that cannot be deleted now.
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

// Uses the clock of the database, as erase_customer() does.
const dueAccounts = ({ maintenance }: Database): Promise<Account[]> =>
  maintenance(
    (tx) => tx.$queryRaw<Account[]>`
      SELECT tenant_id AS "tenantId", id FROM users WHERE erase_at <= now() ORDER BY erase_at LIMIT ${batchSize}`,
  );

/** Deletes the rows and writes the event. Returns false if the erasure was cancelled in the meantime. */
const eraseAccount = async ({ maintenance }: Database, { tenantId, id }: Account): Promise<boolean> => {
  const [row] = await maintenance(
    (tx) => tx.$queryRaw<{ counts: unknown }[]>`
      SELECT erase_customer(${tenantId}::uuid, ${id}::uuid, ${uuidv7()}::uuid, ${uuidv7()}::uuid) AS counts`,
  );
  return row?.counts !== null;
};
