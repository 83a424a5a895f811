import { AppError } from '@doorstep/contracts/errors';
import type { OperatorScope } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import type { Dependencies } from '../server/dependencies.ts';

type Deps = Pick<Dependencies, 'database' | 'media' | 'logger'>;
type Account = { tenantId: string; id: string };

const requestInfo = { requestId: 'erasure', address: '', agent: '' };
const batchSize = 100;

/** Erases every account whose date has come, each in a transaction of its own; one that fails is left for the next hour. */
export const eraseDueAccounts = async ({ database, media, logger }: Deps): Promise<void> => {
  const operator = database.operator(requestInfo);
  for (;;) {
    let erased = 0;
    for (const account of await dueAccounts(operator)) {
      try {
        await eraseAccount(operator, account);
        erased += 1;
        // No grace period for backups here. What cannot be deleted now is swept later.
        await media
          .deleteAll({ tenantId: account.tenantId, userId: account.id })
          .catch((error) => logger.error({ err: error, user: account.id }, 'files of an erased account are left'));
      } catch (error) {
        if (!isCalledOff(error)) logger.error({ err: error, user: account.id }, 'an account could not be erased');
      }
    }
    if (erased > 0) logger.info({ accounts: erased }, 'erased accounts whose date had come');
    if (erased < batchSize) return;
  }
};

// By the database's clock, which erase_customer() goes by too.
const dueAccounts = (operator: OperatorScope): Promise<Account[]> =>
  operator.read(
    (db) => db.$queryRaw<Account[]>`
      SELECT tenant_id AS "tenantId", id FROM users WHERE erase_at <= now() ORDER BY erase_at LIMIT ${batchSize}`,
  );

/** Removes the rows. Throws `not_found` where it was called off meanwhile. */
const eraseAccount = (operator: OperatorScope, { tenantId, id }: Account): Promise<null> =>
  operator.change(async (tx) => {
    const [user] = await tx.$queryRaw<unknown[]>`
      SELECT FROM users
       WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND erase_at <= now() FOR UPDATE`;
    if (!user) throw new AppError('not_found');
    await tx.$queryRaw`SELECT erase_customer(${tenantId}::uuid, ${id}::uuid, ${uuidv7()}::uuid)`;
    // About nobody, so that the values of this event are not of the one who is gone; the id says which account it was.
    const audit = { action: 'user.erased', tenantId, entityId: id, userId: null } as const;
    return { result: null, audit };
  });

const isCalledOff = (error: unknown): boolean => error instanceof AppError && error.code === 'not_found';
